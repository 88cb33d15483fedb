// What a prover chooses: what he claims of a run, and the tables with which he tries to prove it.
// Made from an honest run, then changed by a test. The proofs have the tests' weak parameters: they
// are quick, and every command refuses them.
#ifndef CAIRN_TEST_STARK_RUN_CLAIM_H_
#define CAIRN_TEST_STARK_RUN_CLAIM_H_

#include <span>
#include <string_view>
#include <vector>

#include "air/build.h"
#include "air/check.h"
#include "air/statement.h"
#include "stark/run_proof.h"
#include "vm/trace.h"

namespace cairn::testing {

struct RunClaim {
  explicit RunClaim(const Trace& trace);

  ColumnMatrix& table(std::string_view name);
  // A cell of a table by its index among the table's columns (columns_of<Table>()).
  Felt& cell(std::string_view name, size_t row, size_t column) {
    return table(name).at(row, column);
  }
  PublicValues publics() const { return public_values(statement, hints); }

  // What the constraints and buses say.
  CheckReport check() const;
  // Proves the claim with the tables, whatever they are.
  ProverOutput prove() const;
  // What a verifier who is asked for the statement says of that proof.
  VerifyResult verify() const;
  // Why he must refuse, foretold from check(): he looks at the hints, then which tables are there,
  // then the buses, then the constraints of one height after the other. kNone: nothing is wrong.
  VerifyResult foretold() const;

  Statement statement;
  Hints hints;
  std::vector<BuiltTable> tables;
};

// A proof with the tests' parameters, and what the verifier says of it.
ProverOutput prove_tiny(const Trace& trace);
VerifyResult verify_tiny(std::span<const uint8_t> proof, const Statement& statement);

}  // namespace cairn::testing

#endif  // CAIRN_TEST_STARK_RUN_CLAIM_H_
