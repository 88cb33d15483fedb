// cairn_bridge: writes the generated parts of the verifier contract, or compares them.
//
//   cairn_bridge write BRIDGE    writes BRIDGE/contracts/generated/* and BRIDGE/test/vectors/*
//   cairn_bridge check BRIDGE    fails if one of them is not what would be written
// Specification: docs/ethereum.md.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "bridge/generate/sources.h"
#include "bridge/generate/vectors.h"
#include "stark/run_proof.h"

namespace {

namespace fs = std::filesystem;

std::map<fs::path, std::string> all_files(const fs::path& bridge) {
  const cairn::Air& air = cairn::machine_air();
  std::map<fs::path, std::string> files;
  const fs::path generated = bridge / "contracts" / "generated";
  files[generated / "Machine.sol"] = cairn::bridge::machine_source(air);
  files[generated / "Program.sol"] = cairn::bridge::program_source(air);
  files[generated / "Program.txt"] = cairn::bridge::program_creation(air);
  files[bridge / "test" / "vectors" / "constraints.txt"] = cairn::bridge::vectors(air);
  return files;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc == 3 ? argv[1] : "";
  if (command != "write" && command != "check") {
    std::cerr << "usage: cairn_bridge write|check BRIDGE\n";
    return 2;
  }
  for (const auto& [path, text] : all_files(argv[2])) {
    if (command == "check") {
      if (read(path) == text) continue;
      std::cerr << path.string() << " is not up to date: run cairn_bridge write\n";
      return 1;
    }
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    if (!(file << text).flush()) {
      std::cerr << "cannot write " << path.string() << "\n";
      return 1;
    }
  }
  return 0;
}
