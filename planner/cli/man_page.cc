#include "planner/cli/man_page.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "planner/cli/flag_sets.h"
#include "planner/cli/help_page.h"
#include "planner/text/layout.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

// When the text of the manual last changed in meaning; mandoc wants a date, and the clock's would
// give other bytes each day.
constexpr const char* kDate = "2026-11-30";

// Text that roff prints as it is.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";  // a dash to be copied into a shell, not a hyphen
    } else {
      out += c;
    }
  }
  // At the beginning of a line these would be a request.
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

// Prose in short lines, as manuals are written; without its last newline.
std::string Lines(std::string_view text) {
  std::string out;
  for (const std::string& line : WrapWords(text, 66)) out += (out.empty() ? "" : "\n") + Roff(line);
  return out;
}

std::string Title(const std::string& name) {
  return fmt::format(".TH {} 1 {} \"deltaplan {}\"\n", Roff(tfvars::ToUpper(name)), kDate,
                     DELTAPLAN_VERSION);
}

void AddItem(std::string_view title, std::string_view text, std::string& out) {
  out += fmt::format(".TP\n.B {}\n{}.\n", Roff(title), Lines(text));
}

void AddFlags(const std::vector<Flag>& flags, std::string& out) {
  for (const Flag& flag : flags) AddItem(FlagTitle(flag), FlagText(flag), out);
}

void AddArguments(const CommandSpec& command, std::string& out) {
  for (const Argument& argument : command.arguments) AddItem(argument.value, argument.text, out);
  AddFlags(command.flags, out);
}

void AddExamples(const CommandSpec& command, std::string& out) {
  for (const Example& example : command.examples) {
    if (!out.ends_with(".SH EXAMPLES\n")) out += ".PP\n";
    if (!example.text.empty()) out += Lines(example.text) + ":\n.PP\n";
    out += fmt::format(".nf\n.RS\n{}\n.RE\n.fi\n", Roff(example.line));
  }
}

void AddCommon(std::string& out) {
  out += ".SH COMMON FLAGS\nEvery command has these; they may stand before it, too.\n";
  AddFlags(CommonFlags(), out);
  AddItem("-h, --help", "Show help", out);
  AddItem("-V, --version", "Show the version", out);
}

void AddExitStatus(std::string& out) {
  out += ".SH EXIT STATUS\n";
  AddItem("0", "Done; with --detailed-exitcode: and nothing to deploy", out);
  AddItem("1", "An error; nothing was written", out);
  AddItem("2", "With --detailed-exitcode: done, there is something to deploy", out);
  AddItem("3", "Refused: by a gate, by verify, by tags, by release", out);
  AddItem("4", "status --strict: the sources do not all say the same", out);
}

void AddSeeAlso(std::string_view page, std::string& out) {
  out +=
      fmt::format(".SH SEE ALSO\n{} in share/doc/deltaplan, where it is installed\n", Roff(page));
}

// A command below a heading of the whole manual.
void AddSection(const CommandSpec& command, std::string_view parent, std::string& out) {
  out += fmt::format(".SS {}\n{}.\n", Roff(UsageLine(command, parent)), Lines(command.summary));
  if (!command.about.empty()) out += Lines(command.about) + "\n";
  AddArguments(command, out);
}

}  // namespace

std::string WholeManual() {
  std::string out = Title("deltaplan");
  out +=
      ".SH NAME\ndeltaplan \\- which services must be deployed, and why\n"
      ".SH SYNOPSIS\n.B deltaplan\nCOMMAND [FLAGS]\n"
      ".SH DESCRIPTION\n"
      "Tells which services of a repository must be deployed, compared with\n"
      "what is live, and writes the tag map and the list of Terraform targets.\n"
      ".SH COMMANDS\n";
  for (const CommandSpec& command : AllCommands()) {
    AddSection(command, {}, out);
    for (const CommandSpec& action : command.actions) AddSection(action, command.name, out);
  }
  AddCommon(out);
  out += ".SH ENVIRONMENT\n";
  AddItem("NO_COLOR", "When it is not empty, nothing is coloured", out);
  AddItem("FORCE_COLOR", "When it is not empty, text is coloured although it goes into a pipe",
          out);
  AddExitStatus(out);
  out += ".SH EXAMPLES\n";
  for (const CommandSpec& command : AllCommands()) AddExamples(command, out);
  AddSeeAlso("docs/README.md", out);
  return out;
}

std::string CommandManual(const CommandSpec& command, std::string_view parent) {
  std::string name = "deltaplan-";
  if (!parent.empty()) name += fmt::format("{}-", parent);
  name += command.name;
  std::string out = Title(name);
  out += fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n", Roff(name),
                     Roff(command.summary), Roff(UsageLine(command, parent)));
  out += fmt::format(".SH DESCRIPTION\n{}.\n", Roff(command.summary));
  if (!command.about.empty()) out += Lines(command.about) + "\n";
  if (!command.actions.empty()) {
    out += ".SH ACTIONS\n";
    for (const CommandSpec& action : command.actions) AddSection(action, command.name, out);
  }
  if (!command.flags.empty() || !command.arguments.empty()) {
    out += ".SH FLAGS\n";
    AddArguments(command, out);
  }
  AddCommon(out);
  AddExitStatus(out);
  if (!command.examples.empty()) out += ".SH EXAMPLES\n";
  AddExamples(command, out);
  AddSeeAlso(command.page, out);
  out += ".PP\n.BR deltaplan (1)\n";
  return out;
}

}  // namespace deltaplan::planner
