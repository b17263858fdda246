// deltaplan init: writes a configuration for what the repository holds.
#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/draft.h"
#include "planner/config/config_file.h"
#include "planner/config/expand.h"
#include "planner/containers/audit.h"
#include "planner/containers/audited_images.h"
#include "planner/discovery/config_draft.h"
#include "planner/facts/read_forest.h"
#include "planner/facts/tree_readers.h"
#include "planner/facts/workspace.h"
#include "planner/live/live_source.h"
#include "planner/model/input_map.h"
#include "planner/ports/tree_read_error.h"
#include "planner/report/check_report.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {
namespace {

// What stands in `files`, with all that an audit of the draft has to add.
class Drafter {
 public:
  Drafter(GitRepository& repository, graph::TreeReader& reader, const graph::ObjectId& tree)
      : repository_(repository),
        reader_(reader),
        tree_(tree),
        blobs_(BlobTextsOf(repository)),
        files_(reader, tree, blobs_) {}

  Result<ConfigDraft> Draft() {
    ConfigDraft draft{.found = DiscoverPlatform(files_, repository_.facts().name)};
    if (files_.error()) return TreeReadError(*files_.error(), repository_.facts());
    if (Status complete = CheckNothingMissing(); !complete) return std::move(complete).error();
    if (draft.found.services.empty()) {
      return NoService(draft.found);
    }
    // Each round can only add; what one input holds another round does not name.
    constexpr int kMostRounds = 4;
    for (int round = 0; round < kMostRounds; ++round) {
      Result<std::vector<AuditFinding>> findings = AuditOf(draft);
      if (!findings) return std::move(findings).error();
      const AuditFixes before = draft.fixes;
      AddFixes(*findings, draft.found.services.size(), draft.fixes);
      AddSettings(*findings, draft);
      if (draft.fixes == before) break;
    }
    if (Status complete = CheckNothingMissing(); !complete) return std::move(complete).error();
    return draft;
  }

 private:
  Error NoService(const FoundPlatform& found) const {
    Error error{.message = "no service was found",
                .causes = {"a service is a directory with a Dockerfile, or one that a bake or "
                           "compose file builds"},
                .remedy = "Write deltaplan.json by hand: docs/configuration.md."};
    constexpr std::size_t kMostLeftOut = 5;
    for (std::size_t i = 0; i < std::min(found.left_out.size(), kMostLeftOut); ++i) {
      const LeftOut& each = found.left_out[i];
      error.causes.push_back(fmt::format("{} is left out: {}", DisplayPath(each.what), each.why));
    }
    if (found.left_out.size() > kMostLeftOut) {
      error.causes.push_back(
          fmt::format("and {} more are left out", found.left_out.size() - kMostLeftOut));
    }
    if (const auto places = FindLikelyPlaces(reader_, tree_)) {
      error.further.push_back(fmt::format("If services lie in {}, this answers: {}",
                                          places->services, places->Command()));
    }
    return error;
  }

  // An image may copy what is built outside of it, and git does not have ("dist"). What that is
  // made of nobody says: what shapes builds at the root counts.
  void AddSettings(const std::vector<AuditFinding>& findings, ConfigDraft& draft) {
    const auto is_untracked = [](const AuditFinding& finding) {
      return finding.code == AuditCode::kSourceUntracked;
    };
    if (draft.found.workspace || std::ranges::none_of(findings, is_untracked)) return;
    for (const workspace::NamedEntry& entry : files_.List(graph::RepoPath())) {
      const std::string_view kind =
          KindOf({.path = entry.name, .is_directory = entry.state.IsTree()});
      if (kind == "lockfile" || kind == "build_settings")
        draft.fixes.build_inputs.insert(entry.name);
    }
  }

  // What a partial clone lacks would be left out without a word.
  Status CheckNothingMissing() const {
    if (blobs_.missing().empty()) return Ok();
    return Error{.message = fmt::format(
                     "this clone lacks the bytes of {} that tell what the repository holds",
                     CountOf(blobs_.missing().size(), "file")),
                 .causes = {},
                 .remedy = kFetchBlobsRemedy,
                 .further = FetchBlobsCommands(blobs_.missing(), repository_.facts())};
  }

  Result<std::vector<AuditFinding>> AuditOf(const ConfigDraft& draft) {
    Result<ConfigFile> file = ParseConfigFile(kConfigName, ConfigText(draft), LiveSourceKinds());
    if (!file) return std::move(file).error().Within("what was found makes no configuration");
    const graph::LinkText link_text = [this](const graph::Symlink& link) {
      return blobs_.Read(link.blob);
    };
    auto expanded = ExpandConfig(file->config, reader_, tree_, link_text);
    if (const auto* failure = std::get_if<ExpandFailure>(&expanded)) {
      if (const auto* error = std::get_if<graph::TreeError>(failure)) {
        return TreeReadError(*error, repository_.facts());
      }
      return ConfigError(kConfigName, std::get<ConfigProblems>(*failure))
          .Within("what was found makes no configuration");
    }
    Platform& platform = std::get<Platform>(expanded);
    if (ReadsManifests(file->config)) {
      const auto forests = OpenForests(repository_, reader_, file->config);
      Status added = AddWorkspace(*forests, file->config, repository_.facts(), tree_, platform);
      if (!added) return std::move(added).error();
    }
    const InputMap inputs(platform, graph::Parallelism());
    const graph::IgnoreRules ignore(file->config.ignore);
    const AuditRequest request{.config = file->config,
                               .images = AuditedImages(platform, inputs),
                               .builds = ListBuilds(files_).builds,
                               .ignore = ignore,
                               .config_file = kConfigName};
    return Audit(request, files_);
  }

  GitRepository& repository_;
  graph::TreeReader& reader_;
  graph::ObjectId tree_;
  workspace::BlobCache blobs_;
  workspace::TreeFiles files_;
};

// How many services have a Dockerfile that reads directories of others.
std::size_t CountReadersOfOthers(const ConfigDraft& draft) {
  const std::vector<FoundService>& services = draft.found.services;
  const auto reads_others = [&](const FoundService& service) {
    const auto inputs = draft.fixes.inputs.find(service.name);
    if (inputs == draft.fixes.inputs.end()) return false;
    return std::ranges::any_of(inputs->second, [&](const std::string& input) {
      const auto path = graph::RepoPath::Parse(input);
      return path && std::ranges::any_of(services, [&](const FoundService& each) {
               return each.path != service.path && path->Contains(each.path);
             });
    });
  };
  return static_cast<std::size_t>(std::ranges::count_if(services, reads_others));
}

std::string Summary(const ConfigDraft& draft) {
  const FoundPlatform& found = draft.found;
  std::string text = CountOf(found.services.size(), "service");
  if (found.workspace) {
    text += fmt::format(", a workspace ({})",
                        DisplayText(fmt::format("{}", fmt::join(found.workspace->roots, ", "))));
  }
  if (!found.packages.empty()) text += ", " + CountOf(found.packages.size(), "package");
  if (!found.images.empty()) text += ", " + CountOf(found.images.size(), "base image");
  text += '\n';
  for (const FoundService& service : found.services) {
    if (!service.is_nameless) continue;
    text += fmt::format("nothing tells what the service is called: \"name\" says \"{}\"\n",
                        service.name);
  }
  if (const std::size_t readers = CountReadersOfOthers(draft); readers > 0) {
    text += fmt::format(
        "{} of them read{} directories of others, so a change there deploys {}:\n"
        "  COPY of less, or a .dockerignore, mends that\n",
        readers, readers == 1 ? "s" : "", readers == 1 ? "it" : "them");
  }
  for (const LeftOut& each : found.left_out) {
    text +=
        fmt::format("left out: {}\n  because {}\n", DisplayPath(each.what), DisplayText(each.why));
  }
  for (const UnreadListing& each : found.unread) {
    text += fmt::format("{}: {}\n", DisplayPath(each.file), DisplayText(each.why));
  }
  if (found.environments.empty()) {
    text += "no tag map was found: \"environments\" or --live SERVICE=TAG say what is live\n";
  }
  return text;
}

// The configuration as one names it from here.
std::string ConfigPath(const std::string& top, Files& files) {
  const bool is_at_top = files.Canonical(kHere) == files.Canonical(top);
  return is_at_top ? kConfigName : top + "/" + kConfigName;
}

// Where it is to be written.
Status CheckPlace(const std::optional<std::string>& top, Files& files) {
  if (!top) {
    return Error{.message = "a bare repository has no place for a configuration",
                 .causes = {},
                 .remedy = "Run deltaplan init in a clone; --dry-run shows what it would write."};
  }
  const Result<std::optional<std::string>> present = files.ReadIfExists(*top + "/" + kConfigName);
  if (!present) return present.error();
  if (!*present) return Ok();
  return Error{
      .message = fmt::format("there is a {} already; it stays as it is", kConfigName),
      .causes = {},
      .remedy =
          "deltaplan check says what it covers, deltaplan audit --fix adds what Dockerfiles "
          "read besides.",
      .further = {"What a new one would say: deltaplan init --dry-run | " +
                  ShownCommand({"diff", ConfigPath(*top, files), "-"})}};
}

}  // namespace

std::string LikelyPlaces::Command() const {
  std::vector<std::string> words{"deltaplan", "preview", "--services", services};
  if (packages) words.insert(words.end(), {"--packages", *packages});
  return ShownCommand(words);
}

std::optional<LikelyPlaces> FindLikelyPlaces(graph::TreeReader& reader,
                                             const graph::ObjectId& tree) {
  const auto directories_in = [&](const graph::ObjectId& id) {
    std::string raw;
    std::vector<graph::TreeEntry> entries;
    std::map<std::string, graph::ObjectId> directories;
    if (graph::ReadEntries(reader, id, raw, entries)) return directories;
    for (const graph::TreeEntry& entry : entries) {
      if (entry.state.IsTree()) directories.emplace(entry.name, entry.state.id);
    }
    return directories;
  };
  const std::map<std::string, graph::ObjectId> top = directories_in(tree);
  const auto first = [&](std::initializer_list<const char*> names) -> std::optional<std::string> {
    for (const char* name : names) {
      const auto directory = top.find(name);
      if (directory == top.end() || directories_in(directory->second).empty()) continue;
      return std::string(name) + "/*";
    }
    return std::nullopt;
  };
  const std::optional<std::string> services = first({"services", "apps", "functions", "lambdas"});
  if (!services) return std::nullopt;
  return LikelyPlaces{.services = *services, .packages = first({"packages", "libs"})};
}

Result<ConfigDraft> DraftConfig(GitRepository& repository, graph::TreeReader& reader,
                                const graph::ObjectId& tree) {
  return Drafter(repository, reader, tree).Draft();
}

Result<Answer> RunInit(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<GitRepository>> opened = ports.open_repository(kHere);
  if (!opened) return std::move(opened).error();
  GitRepository& repository = **opened;
  const std::optional<std::string>& top = repository.facts().work_dir;
  if (!options.dry_run) {
    if (Status place = CheckPlace(top, ports.files); !place) return std::move(place).error();
  }
  Result<CommitInfo> head = repository.ResolveRevision(options.head);
  if (!head) return std::move(head).error();
  Result<std::unique_ptr<graph::TreeReader>> reader = repository.OpenTrees();
  if (!reader) return std::move(reader).error();
  Result<ConfigDraft> draft = Drafter(repository, **reader, head->tree).Draft();
  if (!draft) return std::move(draft).error();
  const std::string text = ConfigText(*draft);
  Answer answer;
  if (options.dry_run) {
    answer.output = text;
    if (!options.quiet) answer.messages = Summary(*draft);
    return answer;
  }
  if (Status written = ports.files.WriteAll(*top, {{.name = kConfigName, .content = text}}, {});
      !written) {
    return std::move(written).error();
  }
  if (!options.quiet) {
    answer.output =
        fmt::format("wrote {}: {}", DisplayPath(ConfigPath(*top, ports.files)), Summary(*draft));
    answer.output += "look at it, run `deltaplan check` and `deltaplan audit`, and commit it\n";
  }
  return answer;
}

}  // namespace deltaplan::planner
