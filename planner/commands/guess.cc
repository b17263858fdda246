#include "planner/commands/guess.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/commands/draft.h"
#include "planner/commands/preview.h"
#include "planner/config/config_file.h"
#include "planner/live/live_source.h"
#include "planner/report/messages.h"
#include "planner/report/sentences.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostNames = 6;

std::string NameOf(const ServiceEntry& entry) {
  if (entry.name) return DisplayPath(*entry.name);
  const std::string path = entry.path ? entry.path->text : "";
  return DisplayPath(path.substr(path.rfind('/') + 1));
}

// "4 services (api, web, ...), 1 package, Terraform in infra, the tag map infra/tags.tfvars" on
// indented lines, each with a newline before it.
std::string FoundLines(const Config& config) {
  std::string text = CountOf(config.services.size(), "service") + " (";
  for (std::size_t i = 0; i < std::min(kMostNames, config.services.size()); ++i) {
    text += (i == 0 ? "" : ", ") + NameOf(config.services[i]);
  }
  if (config.services.size() > kMostNames) {
    text += fmt::format(" and {} more", config.services.size() - kMostNames);
  }
  text += ")";
  if (!config.packages.empty()) text += ", " + CountOf(config.packages.size(), "package");
  if (ReadsManifests(config)) text += ", a workspace";
  std::vector<std::string> places;  // environments may share them
  const auto add = [&](std::string place) {
    if (std::ranges::find(places, place) != places.end()) return;
    text += ", " + place;
    places.push_back(std::move(place));
  };
  for (const EnvironmentEntry& entry : config.environments) {
    if (entry.terraform) add("Terraform in " + ShownPath(entry.terraform->root.dir));
    if (entry.image_tags) add("the tag map " + ShownPath(entry.image_tags->file));
  }
  constexpr std::string_view kBreak = "\n    ";
  constexpr std::size_t kWidth = 80;
  std::string lines;
  for (const std::string& line : WrapWords(text, kWidth - kBreak.size() + 1)) {
    lines.append(kBreak).append(line);
  }
  return lines;
}

Result<GivenConfig> GuessOf(GitRepository& repository, graph::TreeReader& reader,
                            const CommitInfo& head, Error none) {
  Result<ConfigDraft> draft = DraftConfig(repository, reader, head.tree);
  if (!draft) {
    Error why = std::move(draft).error();
    none.causes.push_back("nor does the repository tell one: " + why.message);
    std::ranges::move(why.causes, std::back_inserter(none.causes));
    if (!why.remedy.empty()) {
      none.remedy = why.remedy +
                    "\n  Or say where services lie (--services 'services/*'), or name a "
                    "configuration (--config FILE).";
    }
    return none;
  }
  return GivenConfig{.name = "the guess", .text = ConfigText(*draft)};
}

// What there would be to say of the guess; an error where there is none.
Result<std::string> FoundIn(GitRepository& repository, graph::TreeReader& reader,
                            const CommitInfo& head, Error none) {
  const Result<GivenConfig> guess = GuessOf(repository, reader, head, std::move(none));
  if (!guess) return guess.error();
  const Result<ConfigFile> parsed = ParseConfigFile(guess->name, guess->text, LiveSourceKinds());
  if (!parsed) return parsed.error();
  return FoundLines(parsed->config);
}

Result<GivenConfig> OnlyFound(GitRepository& repository, graph::TreeReader& reader,
                              const CommitInfo& head, Error none) {
  const Result<std::string> found = FoundIn(repository, reader, head, none);
  if (!found) return found.error();
  none.remedy = "Found here:" + *found + "\n  " + none.remedy +
                "\n  Until then deltaplan preview and deltaplan affects answer on what was found.";
  return none;
}

}  // namespace

bool IsForPeople(const Options& options) {
  return options.format == Format::kText && !options.out && !options.detailed_exitcode;
}

ProjectRequest WithGuess(ProjectRequest request, const Options& options) {
  // No guess has the environments that somebody names.
  request.guess = IsForPeople(options) && options.environments.empty() ? GuessOf : OnlyFound;
  return request;
}

ProjectRequest WithWhatIsThere(ProjectRequest request) {
  request.guess = OnlyFound;
  return request;
}

std::string WhatIsThere(const Options& options, const Ports& ports) {
  std::string note;
  ProjectRequest request;
  request.parallelism = {options.jobs};
  request.guess = [&](GitRepository& repository, graph::TreeReader& reader, const CommitInfo& head,
                      Error none) -> Result<GivenConfig> {
    const Result<std::string> found = FoundIn(repository, reader, head, none);
    if (found) {
      std::string next = "deltaplan init --dry-run";
      if (const auto preview = NextPreview(repository, options.head)) {
        next.insert(0, preview->Command() + ", ");
      }
      note = NoteLine(
          fmt::format("There is no {} here. Found:{}\n  Next: {}", kConfigName, *found, next));
    } else if (repository.facts().is_partial) {
      note = NoteLine(fmt::format("There is no {} here, {}.\n  {}", kConfigName,
                                  fmt::join(found.error().causes, ", "), found.error().remedy));
    } else if (const auto places = FindLikelyPlaces(reader, head.tree)) {
      note = NoteLine(
          fmt::format("There is no {} here, and no Dockerfile tells what the services are.\n"
                      "  If they lie in {}, this answers: {}",
                      kConfigName, places->services, places->Command()));
    }
    return none;
  };
  // Whatever can't be read is nothing to say: nobody has asked.
  static_cast<void>(Project::Open(request, ports));
  return note;
}

std::string ConfigNotes(const Project& project, const Options& options, const Terminal& terminal) {
  if (options.quiet) return {};
  const Config& config = project.config();
  constexpr std::string_view kAllCount = "Every package counts for every service";
  const bool counts_all = config.dependencies == DependencyMode::kAll && !config.packages.empty();
  if (project.config_is_guess()) {
    return NoteLine(
        fmt::format("There is no {}; this is a guess on what was found:{}\n{}"
                    "  To see it: deltaplan init --dry-run{}",
                    kConfigName, FoundLines(config),
                    counts_all ? fmt::format("  {}.\n", kAllCount) : std::string(),
                    project.repository().facts().work_dir ? "; to write it: deltaplan init" : ""));
  }
  if (!counts_all || options.format != Format::kText) return {};
  if (config.says_dependencies) return {};  // who has written it knows
  // Advice on a file is for who looks on: in a pipe it would stand beside the answer.
  if (options.service_paths.empty() && !terminal.is_terminal) return {};
  return NoteLine(fmt::format("{}; \"dependencies\" can say less, or \"all\"", kAllCount));
}

}  // namespace deltaplan::planner
