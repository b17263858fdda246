// "from": "command": any program that prints a JSON object service -> tag.
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/live/live_source.h"
#include "planner/ports/run_command.h"
#include "planner/text/shell_words.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> ReadCommand(const LiveContext& context, const LiveSourceEntry& entry) {
  CommandLine command{.arguments = entry.lists.find("command")->second,
                      .directory = context.root,
                      .environment = {},
                      .timeout = context.TimeLeft()};
  for (std::string& argument : command.arguments) {
    argument = FillPlaceholders(argument, context.Placeholders());
  }
  Result<std::string> text = RunToSuccess(context.ports.commands, command);
  if (!text) {
    return std::move(text).error().Within(
        fmt::format("cannot read the live tags of environment '{}'", context.environment.name));
  }
  auto tags = tfvars::ReadLiveMapJson(*text, "image_tags");
  if (const auto* bad = std::get_if<tfvars::TagMapError>(&tags)) {
    return Error{.message = fmt::format("what {} prints holds no live tags{}{}",
                                        ShownCommand(command.arguments),
                                        bad->pointer.empty() ? "" : ": at ", bad->pointer),
                 .causes = {bad->message},
                 .remedy = "It has to print a JSON object {\"<service>\": \"<tag>\"}."};
  }
  return LiveReading{.tags = std::get<tfvars::TagMap>(std::move(tags)), .notes = {}};
}

}  // namespace

LiveSource CommandSource() {
  return {.kind = {.from = "command",
                   .keys = {{.name = "command",
                             .required = true,
                             .kind = LiveKey::Kind::kList,
                             .placeholders = LiveKey::Placeholders::kEnvironment}},
                   .check = nullptr},
          .read = ReadCommand};
}

}  // namespace deltaplan::planner
