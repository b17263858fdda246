#include "planner/config/config_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>
#include <variant>

#include "planner/text/nearest_word.h"

namespace deltaplan::planner {

std::optional<std::string> FindConfigBelow(const std::string& top, const std::string& directory,
                                           Files& files) {
  for (const std::string& start : {directory, top}) {
    const std::optional<std::string> found = files.FindUpwards(start, kConfigName);
    if (found && found->starts_with(top.ends_with('/') ? top : top + "/")) return found;
  }
  return std::nullopt;
}

Result<ConfigFile> ReadConfigFile(const std::string& path,
                                  const std::vector<LiveSourceKind>& live_kinds, Files& files) {
  Result<std::string> text = files.Read(path);
  if (!text) return std::move(text).error().Within("cannot read the configuration");
  Result<ConfigFile> file = ParseConfigFile(path, *text, live_kinds);
  if (file) file->path = path;
  return file;
}

Result<ConfigFile> ParseConfigFile(std::string name, std::string_view text,
                                   const std::vector<LiveSourceKind>& live_kinds) {
  auto parsed = ParseConfig(live_kinds, text);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    return ConfigError(name, *problems, text);
  }
  return ConfigFile{std::get<Config>(std::move(parsed)), std::move(name), {}, std::string(text)};
}

Error NoConfig() {
  return {.message = fmt::format("there is no {} in this directory or above it", kConfigName),
          .causes = {},
          .remedy = "Let deltaplan init write one, or name it with --config FILE."};
}

Error ConfigError(const std::string& file, const ConfigProblems& problems, std::string_view text) {
  return {.message = fmt::format("'{}' is not a valid configuration", file),
          .causes = {},
          .remedy = {},
          .diagnostics =
              ConfigProblemsText(file, text.empty() ? problems : WithPlaces(problems, text))};
}

Result<const EnvironmentEntry*> ChooseEnvironment(const Config& config,
                                                  const std::optional<std::string>& name) {
  std::vector<std::string> names;
  for (const EnvironmentEntry& environment : config.environments) names.push_back(environment.name);
  if (name) {
    const auto found = std::ranges::find(config.environments, *name, &EnvironmentEntry::name);
    if (found != config.environments.end()) return &*found;
    Error error{.message = fmt::format("there is no environment '{}' in the configuration", *name),
                .causes = {},
                .remedy = {}};
    if (names.empty()) {
      error.remedy =
          "It has no \"environments\": leave out --env, and give live tags with --live-file.";
    } else if (const auto nearest = NearestWord(*name, names)) {
      error.remedy = fmt::format("Did you mean '{}'?", *nearest);
    } else {
      error.remedy = fmt::format("It has: {}.", fmt::join(names, ", "));
    }
    return error;
  }
  if (names.empty()) return nullptr;
  if (names.size() == 1) return &config.environments.front();
  return Error{
      .message = "the configuration has several environments",
      .causes = {},
      .remedy = fmt::format("Name one with --env or DELTAPLAN_ENV: {}.", fmt::join(names, ", "))};
}

}  // namespace deltaplan::planner
