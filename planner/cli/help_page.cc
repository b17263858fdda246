#include "planner/cli/help_page.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>
#include <vector>

#include "planner/cli/flag_sets.h"
#include "planner/text/layout.h"

namespace deltaplan::planner {
namespace {

using Row = std::pair<std::string, std::string>;

// `rows` in two columns, the second wrapped. The first is as wide as its widest text that leaves
// the second one room; a wider one has its description below.
void AddRows(const std::vector<Row>& rows, std::size_t width, std::string& out) {
  const std::size_t most = std::max<std::size_t>(width * 2 / 5, 12);
  std::size_t first = 0;
  for (const Row& row : rows) {
    const std::size_t own = DisplayWidth(row.first);
    if (own <= most) first = std::max(first, own);
  }
  const std::size_t indent = 2 + first + 2;
  const std::size_t rest = width > indent + 10 ? width - indent : 10;
  for (const auto& [title, text] : rows) {
    const std::vector<std::string> lines = WrapWords(text, rest);
    out += "  " + (lines.empty() ? title : PadRight(title, first));
    std::size_t next = 0;
    if (DisplayWidth(title) <= first && !lines.empty()) {
      out += "  " + lines[next++];
    }
    for (; next < lines.size(); ++next) out += "\n" + std::string(indent, ' ') + lines[next];
    out += '\n';
  }
}

void AddParagraph(std::string_view text, std::size_t width, std::string& out) {
  for (const std::string& line : WrapWords(text, width)) out += line + "\n";
}

Row FlagRow(const Flag& flag) { return {FlagTitle(flag), FlagText(flag)}; }

std::vector<Row> CommandRows(const std::vector<CommandSpec>& commands) {
  std::vector<Row> rows;
  for (const CommandSpec& command : commands) {
    if (command.name == "help") continue;  // the last line tells of it
    rows.emplace_back(command.name, command.summary);
  }
  return rows;
}

// One line: what they say has a page of its own.
std::string CommonFlagsLine() {
  std::vector<std::string> names;
  for (const Flag& flag : CommonFlags()) {
    names.push_back(flag.letter != 0 ? fmt::format("-{}", flag.letter) : std::string(flag.name));
  }
  return fmt::format("Common flags: {} -h -V", fmt::join(names, " "));
}

// "tags set".
std::string NameOf(const CommandSpec& command, std::string_view parent) {
  return parent.empty() ? std::string(command.name) : fmt::format("{} {}", parent, command.name);
}

void AddExamples(const std::vector<Example>& examples, std::size_t width, std::string& out) {
  if (examples.empty()) return;
  std::size_t widest = 0;
  for (const Example& example : examples) widest = std::max(widest, example.line.size());
  out += "\nExamples:\n";
  for (const Example& example : examples) {
    std::string line = fmt::format("  {}", example.line);
    if (!example.text.empty() && 2 + widest + 4 + example.text.size() <= width) {
      line = fmt::format("  {:<{}}  # {}", example.line, widest, example.text);
    }
    out += line + "\n";
  }
}

}  // namespace

std::string FlagTitle(const Flag& flag) {
  std::string title =
      flag.letter != 0 ? fmt::format("-{}, {}", flag.letter, flag.name) : std::string(flag.name);
  if (!flag.IsSwitch()) title += fmt::format(" {}", flag.value);
  return title;
}

std::string FlagText(const Flag& flag) {
  const std::vector<std::string> words = ClosedSet(flag.words);
  // Where the description names them already, it need not be said twice.
  if (words.size() < 2 || flag.text.find(words.back()) != std::string_view::npos) {
    return std::string(flag.text);
  }
  return fmt::format("{}: {}", flag.text, fmt::join(words, ", "));
}

std::string UsageLine(const CommandSpec& command, std::string_view parent) {
  std::string line = "deltaplan " + NameOf(command, parent);
  if (!command.actions.empty()) line += " ACTION";
  line += " [FLAGS]";
  for (const Argument& argument : command.arguments) {
    const std::string_view more = argument.maximum > 2 ? "..." : "";
    line += argument.minimum == 0 ? fmt::format(" [{}{}]", argument.value, more)
                                  : fmt::format(" {}{}", argument.value, more);
  }
  return line;
}

std::string OverviewHelp(std::size_t width) {
  std::string out;
  AddParagraph("Tells which services must be deployed, compared with what is live, and why.", width,
               out);
  out += "Usage: deltaplan COMMAND [FLAGS]\n\n";
  AddRows(CommandRows(AllCommands()), width, out);
  out += '\n';
  AddParagraph(CommonFlagsLine(), width, out);
  AddParagraph("More: deltaplan help COMMAND or help flags; share/doc/deltaplan/docs/README.md",
               width, out);
  return out;
}

std::string CommandHelp(const CommandSpec& command, std::string_view parent, std::size_t width,
                        HelpDetail detail) {
  std::string out;
  AddParagraph(
      fmt::format("{}.{}{}", command.summary, command.about.empty() ? "" : " ", command.about),
      width, out);
  out += fmt::format("Usage: {}\n", UsageLine(command, parent));
  std::vector<Row> rows;
  for (const Argument& argument : command.arguments) {
    rows.emplace_back(argument.value, argument.text);
  }
  std::vector<std::string_view> named;
  for (const Flag& flag : command.flags) {
    if (flag.rare && detail == HelpDetail::kUsual) {
      named.push_back(flag.name);
    } else {
      rows.push_back(FlagRow(flag));
    }
  }
  const std::vector<Row> actions = CommandRows(command.actions);
  rows.insert(rows.end(), actions.begin(), actions.end());
  out += '\n';
  AddRows(rows, width, out);
  if (!named.empty()) {
    AddParagraph(fmt::format("More with -v: {}", fmt::join(named, " ")), width, out);
  }
  AddParagraph(CommonFlagsLine(), width, out);
  const std::string action =
      command.actions.empty() ? "" : fmt::format("deltaplan help {} ACTION, ", command.name);
  AddParagraph(fmt::format("See {}deltaplan help flags, and {}.", action, command.page), width,
               out);
  AddExamples(command.examples, width, out);
  return out;
}

std::string CommonFlagsHelp(std::size_t width) {
  std::string out = "Flags of every command; they may stand before it, too.\n\n";
  std::vector<Row> rows;
  for (const Flag& flag : CommonFlags()) rows.push_back(FlagRow(flag));
  rows.emplace_back("-h, --help", "Show help");
  rows.emplace_back("-V, --version", "Show the version");
  AddRows(rows, width, out);
  out += '\n';
  AddParagraph(
      "Exit codes: 0 done, 1 error, 2 something to deploy (with --detailed-exitcode), 3 "
      "refused, 4 the sources disagree (status --strict). See docs/commands.md.",
      width, out);
  AddExamples({{"deltaplan -C ../platform plan --head v1.4.0", "that tag of another clone"},
               {"deltaplan check --config ci/deltaplan.json -q", "its exit code, and errors"}},
              width, out);
  return out;
}

}  // namespace deltaplan::planner
