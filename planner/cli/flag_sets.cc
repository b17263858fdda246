#include "planner/cli/flag_sets.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "planner/text/duration.h"

namespace deltaplan::planner {
namespace {

std::string ApplyJobs(Options& options, const std::string& value) {
  const std::optional<unsigned> number = ReadNumber(value, 0, 1024);
  if (!number) return fmt::format("'{}' is no number from 0 to 1024", value);
  options.jobs = *number;
  return {};
}

std::string ApplyColor(Options& options, const std::string& value) {
  options.color = value == "auto"     ? Color::kAuto
                  : value == "always" ? Color::kAlways
                                      : Color::kNever;
  return {};
}

std::string ApplyFormat(Options& options, const std::string& value) {
  static constexpr std::pair<std::string_view, Format> kFormats[] = {
      {"text", Format::kText},
      {"json", Format::kJson},
      {"markdown", Format::kMarkdown},
      {"github", Format::kGithub},
      {"gitlab", Format::kGitlab},
      {"dot", Format::kDot},
      {"buildkite", Format::kBuildkite},
      {"mermaid", Format::kMermaid},
      {"html", Format::kHtml},
      {"names", Format::kNames},
      {"tsv", Format::kTsv}};
  for (const auto& [name, format] : kFormats) {
    if (name == value) options.format = format;
  }
  return {};
}

std::string ApplyLive(Options& options, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == value.size()) {
    return fmt::format("'{}' is not SERVICE=TAG", value);
  }
  const auto [entry, is_new] =
      options.live.tags.emplace(value.substr(0, equals), value.substr(equals + 1));
  if (!is_new && entry->second != value.substr(equals + 1)) {
    return fmt::format("'{}' is given two tags", entry->first);
  }
  return {};
}

std::string ApplyLiveFile(Options& options, const std::string& value) {
  options.live.file = value;
  return {};
}

std::string ApplyTimeout(Options& options, const std::string& value) {
  const std::optional<std::chrono::seconds> time = ReadTime(value);
  if (!time || time->count() < 1 || time->count() > 3600) {
    return fmt::format("'{}' is no time from 1s to 1h, such as 30s or 5m", value);
  }
  options.timeout = *time;
  return {};
}

std::string ApplyState(Options& options, const std::string& value) {
  std::vector<std::string>& given = options.state.given;
  given.push_back(value);
  const auto is_file = [](const std::string& text) { return text.find('=') == std::string::npos; };
  if (given.size() == 1 || std::ranges::none_of(given, is_file)) return {};
  return "it is one FILE, or ROOT=FILE for each root module";
}

std::string ApplySteps(Options& options, const std::string& value) {
  const std::optional<unsigned> number = ReadNumber(value, 1, 1000);
  if (!number) return fmt::format("'{}' is no number from 1 to 1000", value);
  options.steps = *number;
  return {};
}

}  // namespace

const std::vector<Flag>& CommonFlags() {
  static const std::vector<Flag> kFlags{
      {.name = "-C",
       .value = "DIR",
       .text = "Run as if started in DIR, as git does; every relative path is meant from there; "
               "repeatable",
       .into = &Options::directories,
       .kind = ValueKind::kDirectory},
      {.name = "--config",
       .value = "FILE",
       .text = "Configuration file (default: deltaplan.json, searched upwards)",
       .into = &Options::config,
       .kind = ValueKind::kFile},
      {.name = "--env",
       .value = "NAME",
       .text = "Environment of the configuration (default: DELTAPLAN_ENV, or the only one)",
       .into = &Options::environment,
       .kind = ValueKind::kEnvironment},
      {.name = "--head",
       .value = "REV",
       .text = "The commit to deploy (default: HEAD)",
       .into = &Options::head,
       .kind = ValueKind::kRevision},
      {.name = "--no-commands",
       .value = "",
       .text = "Run no program: neither one of the configuration nor one of AWS profiles",
       .into = &Options::no_commands},
      {.name = "--jobs",
       .value = "N",
       .text = "Threads to use (default: one for each processor)",
       .into = ApplyJobs},
      {.name = "--color",
       .value = "WHEN",
       .text = "Colour: auto, always or never (auto heeds NO_COLOR, FORCE_COLOR, TERM=dumb)",
       .into = ApplyColor,
       .words = "auto always never"},
      {.name = "--quiet",
       .value = "",
       .text = "Only errors on standard error",
       .into = &Options::quiet,
       .letter = 'q'},
      {.name = "--verbose",
       .value = "",
       .text = "More detail",
       .into = &Options::verbose,
       .letter = 'v'},
  };
  return kFlags;
}

std::vector<Flag> Join(std::initializer_list<std::vector<Flag>> sets) {
  std::vector<Flag> all;
  for (const std::vector<Flag>& set : sets) all.insert(all.end(), set.begin(), set.end());
  return all;
}

std::vector<Flag> FormatFlag(std::string_view words) {
  return {{.name = "--format",
           .value = "FORMAT",
           .text = "What to print",
           .into = ApplyFormat,
           .words = words}};
}

std::vector<Flag> LiveFileFlags() {
  return Join({{{.name = "--live-file",
                 .value = "FILE",
                 .text = "Live tags, JSON or a tag map; - is standard input",
                 .into = ApplyLiveFile,
                 .kind = ValueKind::kFile}},
               TimeoutFlag()});
}

std::vector<Flag> LiveFlags() {
  return Join({{{.name = "--live",
                 .value = "SERVICE=TAG",
                 .text = "Its live tag; repeatable, decides over all else",
                 .into = ApplyLive,
                 .kind = ValueKind::kServiceTag,
                 .repeatable = true}},
               LiveFileFlags()});
}

std::vector<Flag> TimeoutFlag() {
  return {
      {.name = "--timeout",
       .value = "TIME",
       .text = "How long each live source or registry may take, such as 30s or 5m (default: 60s)",
       .into = ApplyTimeout,
       .rare = true}};
}

std::vector<Flag> StateFlag() {
  return {{.name = "--state",
           .value = "FILE",
           .text = "The Terraform state (what terraform show -json prints, or a state file); - is "
                   "standard input; of several root modules ROOT=FILE, repeatable",
           .into = ApplyState,
           .kind = ValueKind::kFile,
           .repeatable = true,
           .rare = true}};
}

std::vector<Flag> ServiceFlag() {
  return {{.name = "--service",
           .value = "NAME",
           .text = "Only this service, or those like 'api-*'; repeatable",
           .into = &Options::services,
           .kind = ValueKind::kService}};
}

std::vector<Flag> OneLineFlags() {
  return {{.name = "--services",
           .value = "PATTERN",
           .text = "Instead of a configuration: directories of services, 'services/*'; repeatable",
           .into = &Options::service_paths,
           .rare = true},
          {.name = "--packages",
           .value = "PATTERN",
           .text = "With --services: packages that every service needs; repeatable",
           .into = &Options::package_paths,
           .rare = true}};
}

std::vector<Flag> StepsFlag(std::string_view text) {
  return {{.name = "--steps", .value = "N", .text = text, .into = ApplySteps}};
}

std::vector<Flag> AllowMissingImagesFlag() {
  return {{.name = "--allow-missing-images",
           .value = "",
           .text = "Go on although the registry may not have the images; it is not asked",
           .into = &Options::allow_missing_images}};
}

std::optional<unsigned> ReadNumber(const std::string& text, unsigned least, unsigned most) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < least || number > most) return std::nullopt;
  return number;
}

std::optional<std::chrono::seconds> ReadTime(const std::string& text) {
  if (const auto seconds = ReadNumber(text, 0, 999'999'999)) return std::chrono::seconds(*seconds);
  return ReadDuration(text);
}

}  // namespace deltaplan::planner
