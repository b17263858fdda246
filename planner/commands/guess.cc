#include "planner/commands/guess.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "planner/commands/draft.h"
#include "planner/commands/preview.h"
#include "planner/config/config_file.h"
#include "planner/live/live_source.h"
#include "planner/report/messages.h"
#include "planner/report/note_words.h"

namespace deltaplan::planner {
namespace {

std::string NameOf(const ServiceEntry& entry) {
  if (entry.name) return *entry.name;
  const std::string path = entry.path ? entry.path->text : "";
  return path.substr(path.rfind('/') + 1);
}

notes::Holdings HoldingsOf(const Config& config) {
  notes::Holdings holdings{.services = {},
                           .packages = config.packages.size(),
                           .has_workspace = ReadsManifests(config),
                           .places = {}};
  for (const ServiceEntry& entry : config.services) holdings.services.push_back(NameOf(entry));
  const auto add = [&](notes::Holdings::TerraformPlace place) {  // environments may share them
    if (std::ranges::find(holdings.places, place) == holdings.places.end()) {
      holdings.places.push_back(std::move(place));
    }
  };
  for (const EnvironmentEntry& entry : config.environments) {
    if (entry.terraform) add({.path = entry.terraform->root.dir});
    if (entry.image_tags) add({.is_tag_map = true, .path = entry.image_tags->file});
  }
  return holdings;
}

Result<GivenConfig> GuessOf(GitRepository& repository, graph::TreeReader& reader,
                            const CommitInfo& head, Error none) {
  Result<ConfigDraft> draft = DraftConfig(repository, reader, head.tree);
  if (!draft) {
    Error why = std::move(draft).error();
    none.causes.push_back("nor does the repository tell one: " + why.message);
    std::ranges::move(why.causes, std::back_inserter(none.causes));
    if (!why.remedy.empty()) {
      none.remedy = std::move(why.remedy);
      none.further = std::move(why.further);
      none.further.push_back(
          "Or say where services lie (--services 'services/*'), or name a configuration (--config "
          "FILE).");
    }
    return none;
  }
  return GivenConfig{.name = "the guess", .text = ConfigText(*draft)};
}

// What there would be to say of the guess; an error where there is none.
Result<notes::Holdings> FoundIn(GitRepository& repository, graph::TreeReader& reader,
                                const CommitInfo& head, Error none) {
  const Result<GivenConfig> guess = GuessOf(repository, reader, head, std::move(none));
  if (!guess) return guess.error();
  const Result<ConfigFile> parsed = ParseConfigFile(guess->name, guess->text, LiveSourceKinds());
  if (!parsed) return parsed.error();
  return HoldingsOf(parsed->config);
}

Result<GivenConfig> OnlyFound(GitRepository& repository, graph::TreeReader& reader,
                              const CommitInfo& head, Error none) {
  const Result<notes::Holdings> found = FoundIn(repository, reader, head, none);
  if (!found) return found.error();
  none.further = HoldingsLines(*found);
  none.further.push_back(std::exchange(none.remedy, "Found here:"));
  none.further.push_back(
      "Until then deltaplan preview and deltaplan affects answer on what was found.");
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
    Result<notes::Holdings> found = FoundIn(repository, reader, head, none);
    if (found) {
      std::string next = "deltaplan init --dry-run";
      if (const auto preview = NextPreview(repository, options.head)) {
        next.insert(0, preview->Command() + ", ");
      }
      note = NoteLines(notes::Found{.holdings = *std::move(found), .next = std::move(next)});
    } else if (repository.facts().is_partial) {
      note = NoteLines(notes::FoundNothing{std::move(found).error()});
    } else if (const auto places = FindLikelyPlaces(reader, head.tree)) {
      note = NoteLines(
          notes::LikelyServices{.services = places->services, .command = places->Command()});
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
  const bool counts_all = config.dependencies == DependencyMode::kAll && !config.packages.empty();
  if (project.config_is_guess()) {
    return NoteLines(
        notes::Guessed{.holdings = HoldingsOf(config),
                       .all_count = counts_all,
                       .can_write = project.repository().facts().work_dir.has_value()});
  }
  if (!counts_all || options.format != Format::kText) return {};
  if (config.says_dependencies) return {};  // who has written it knows
  // Advice on a file is for who looks on: in a pipe it would stand beside the answer.
  if (options.service_paths.empty() && !terminal.is_terminal) return {};
  return NoteLines(notes::AllPackagesCount{});
}

}  // namespace deltaplan::planner
