// `cairn completions SHELL`: what a shell needs to complete subcommands, options and files. The
// script is made from the command line's own description, so it cannot fall behind.
#include <memory>
#include <string>

#include "cli/session.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

// The names of options and subcommands of a command, separated by blanks.
std::string words_of(const CLI::App& command) {
  std::string words;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    append_all(words, sub->get_name(), " ");
  }
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) append_all(words, "--", name, " ");
  }
  return words;
}

// The command under the cursor may be one of another: `cairn ethereum verify`.
std::string nested_cases(const CLI::App& command) {
  std::string text;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    append_all(text, "    \"", command.get_name(), " ", sub->get_name(), "\") words=\"",
               words_of(*sub), "\" ;;\n");
  }
  return text;
}

std::string bash_script(const CLI::App& app) {
  std::string text =
      "# bash: source <(cairn completions bash)\n"
      "_cairn() {\n"
      "  local words\n"
      "  case \"${COMP_WORDS[1]}\" in\n";
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    append_all(text, "    ", sub->get_name(), ") words=\"", words_of(*sub), "\" ;;\n");
  }
  append_all(text, "    *) words=\"", words_of(app), "\" ;;\n  esac\n");
  std::string nested;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    nested += nested_cases(*sub);
  }
  append_all(text, "  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n", nested, "  esac\n");
  append_all(text, "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"", words_of(app), "\"\n",
             "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n",
             "  [ \"$COMP_CWORD\" -gt 1 ] && COMPREPLY+=($(compgen -f -- ",
             "\"${COMP_WORDS[COMP_CWORD]}\"))\n", "}\n", "complete -o filenames -F _cairn cairn\n");
  return text;
}

absl::StatusOr<Exit> completions(const Session& session, const CLI::App& app,
                                 const std::string& shell) {
  std::string script = bash_script(app);
  if (shell == "zsh") script = "# zsh\nautoload -U +X bashcompinit && bashcompinit\n" + script;
  session.print({{"shell", shell}, {"script", script}}, script);
  return Exit::kAsAsked;
}

}  // namespace

void add_completions(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "completions", "a script that completes command lines");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  command->callback([&session, &app, shell] {
    session.command = [&session, &app, shell] { return completions(session, app, *shell); };
  });
}

}  // namespace cairn::cli
