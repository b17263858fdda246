#include "planner/commands/tag_session.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>
#include <utility>

#include "planner/commands/common.h"
#include "planner/config/tree_glob.h"
#include "planner/report/messages.h"
#include "planner/report/roll_out_text.h"
#include "planner/report/tags_report.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostVersions = 200;
constexpr std::size_t kMostCommits = 50'000;

// The map's text with `changes` made; of a new map the whole text.
Result<std::string> ChangedText(const TagSession& tags, const PresentTags& present,
                                const TagMap& changes) {
  if (present.exists) return ChangedTagMap(present.file, *tags.entry, tags.services, changes);
  for (const std::string& service : tags.services) {
    if (changes.contains(service)) continue;
    return Error{.message = fmt::format("there is no tag map '{}' yet, and '{}' is given no tag",
                                        tags.entry->file, DisplayPath(service)),
                 .causes = {},
                 .remedy = "A new map has to be complete: give every service a tag."};
  }
  std::string text = tfvars::NewTagFile(tags.entry->file, tags.entry->place, changes);
  if (!text.empty()) return text;
  return Error{
      .message = fmt::format("there is no file '{}' to keep tags in", tags.entry->file),
      .causes = {},
      .remedy = "Only a map of its own is made by this program; write this one once by hand."};
}

// Whether Terraform reads the file by itself when it runs in `directory`.
bool IsReadByItself(const std::string& file, const std::string& directory) {
  const std::size_t slash = file.rfind('/');
  const std::string parent = slash == std::string::npos ? "" : file.substr(0, slash);
  const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
  if (parent != directory) return false;
  return name == "terraform.tfvars" || name == "terraform.tfvars.json" ||
         name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") ||
         !(name.ends_with(".tfvars") || name.ends_with(".tfvars.json"));
}

// How the changed services are rolled out; empty when the configuration knows no Terraform.
std::string TerraformText(const TagSession& tags, const std::vector<TagChange>& changes,
                          const Options& options, const Ports& ports, std::string& messages) {
  const Project& project = *tags.project;
  const EnvironmentEntry& environment = *project.environment();
  if (!environment.terraform || changes.empty()) return {};
  RollOut roll_out{
      .directory = environment.terraform->dir, .var_file = {}, .targets = {}, .unreached = {}};
  if (!IsReadByItself(tags.entry->file, environment.terraform->dir)) {
    roll_out.var_file = project.root() + "/" + tags.entry->file;
  }
  const Result<std::vector<ServiceAddresses>> addresses =
      GatherAddresses(project, tags.platform, options.state, ports.files);
  if (!addresses) {
    messages +=
        WarningLine("the addresses can't be told: " + DisplayText(addresses.error().message));
    return {};
  }
  for (const TagChange& change : changes) {
    const auto service = std::ranges::find(tags.services, change.service);
    if (service == tags.services.end()) {
      roll_out.unreached.push_back(change.service);
      continue;
    }
    const auto index = static_cast<std::size_t>(service - tags.services.begin());
    const std::vector<std::string>& found = (*addresses)[index].addresses;
    if (found.empty()) roll_out.unreached.push_back(change.service);
    roll_out.targets.insert(roll_out.targets.end(), found.begin(), found.end());
  }
  return RollOutText(roll_out);
}

Status AppendToHistory(const TagSession& tags, const std::string& map, const TagWrite& write,
                       std::vector<TagChange> changes, const Options& options, const Ports& ports) {
  const TagRecord record{.time = ports.now(),
                         .who = tags.project->repository().Committer(),
                         .command = write.command,
                         .why = options.why,
                         .commit = tags.project->head().id.ToHex(),
                         .changes = std::move(changes)};
  return ports.files.Append(HistoryPath(map), WriteTagRecord(record));
}

// The states of a map in git, the newest first.
Result<std::vector<TagVersion>> VersionsInGit(const TagSession& tags,
                                              const EnvironmentEntry& environment) {
  GitRepository& repository = tags.project->repository();
  const std::string& path = environment.image_tags->file;
  std::vector<TagVersion> versions;
  graph::ObjectId last;
  std::optional<CommitInfo> last_commit;
  const auto add = [&](const CommitInfo& commit, const graph::ObjectId& blob) {
    Result<std::string> text = repository.ReadBlob(blob);
    if (!text) return;  // a blobless clone has only the newest ones
    const tfvars::Source source{path, std::move(*text)};
    tfvars::Diagnostics ignored;
    std::optional<TagMap> read =
        tfvars::ReadTags(source, environment.image_tags->place, tags.services, ignored);
    if (!read) return;  // it was kept in another form then
    versions.push_back({.tags = std::move(*read),
                        .record = TagRecord{.time = commit.time,
                                            .who = commit.author,
                                            .command = "commit",
                                            .why = commit.subject,
                                            .commit = commit.id.ToHex(),
                                            .changes = {}}});
  };
  graph::ObjectId at = tags.project->head().id;
  for (std::size_t walked = 0; walked < kMostCommits && versions.size() < kMostVersions; ++walked) {
    Result<CommitInfo> commit = repository.ReadCommit(at);
    if (!commit) break;  // beyond the border of a shallow clone
    TreeFinder finder(tags.project->readers().first(), commit->tree);
    const graph::EntryState state = finder.At(path);
    if (finder.error()) break;
    const bool is_file = state.Exists() && !state.IsTree();
    const graph::ObjectId blob = is_file ? state.id : graph::ObjectId();
    // The oldest commit of a run with the same content is the one that has made it.
    if (last_commit && blob != last) add(*last_commit, last);
    last_commit = is_file ? std::optional(*commit) : std::nullopt;
    last = blob;
    const std::optional<graph::CommitNode> node = repository.ReadCommitNode(at);
    if (!node || node->is_border || node->parents.empty()) break;
    at = node->parents.front();
  }
  if (last_commit) add(*last_commit, last);
  return versions;
}

}  // namespace

Result<TagSession> OpenTagSession(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> project = Project::Open(ProjectRequestOf(options), ports);
  if (!project) return std::move(project).error();
  Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return std::move(platform).error();
  TagSession tags{.project = *std::move(project), .platform = *std::move(platform), .services = {}};
  for (const Service& service : tags.platform.services) tags.services.push_back(service.name);
  const EnvironmentEntry* environment = tags.project->environment();
  if (environment == nullptr || !environment->image_tags) {
    return Error{
        .message = environment == nullptr
                       ? "the configuration has no environment, so there is no tag map"
                       : fmt::format("environment '{}' names no tag map", environment->name),
        .causes = {},
        .remedy = "Add \"image_tags\": { \"file\": ... } to an environment."};
  }
  tags.entry = &*environment->image_tags;
  return tags;
}

Status CheckTagServices(const TagSession& tags, const std::vector<std::string>& names,
                        const std::string& command) {
  return CheckServiceNames(tags.platform, {names.begin(), names.end()}, command);
}

Result<PresentTags> ReadPresentTags(const TagSession& tags, const Ports& ports,
                                    const std::set<std::string>* wanted) {
  PresentTags present;
  present.file.path = TagMapPath(tags.project->root(), *tags.entry);
  present.file.source.name = tags.entry->file;
  Result<std::optional<std::string>> text = ports.files.ReadIfExists(present.file.path);
  if (!text) return std::move(text).error();
  if (!*text) return present;
  Result<TagMapFile> read =
      ParseTagMapFile(std::move(**text), *tags.entry, tags.project->root(), tags.services, wanted);
  if (!read) return std::move(read).error();
  present.exists = true;
  present.file = std::move(*read);
  return present;
}

Result<std::vector<TagVersion>> ReadTagTimeline(const TagSession& tags,
                                                const EnvironmentEntry& environment,
                                                const TagMap& present, const Ports& ports) {
  const std::string& map = environment.image_tags->file;
  Result<std::optional<std::string>> text =
      ports.files.ReadIfExists(tags.project->root() + "/" + HistoryPath(map));
  if (!text) return std::move(text).error();
  Result<std::vector<TagRecord>> records = ReadTagRecords(text->value_or(""), HistoryPath(map));
  if (!records) return std::move(records).error();
  Result<std::vector<TagVersion>> versions = VersionsInGit(tags, environment);
  if (!versions) return std::move(versions).error();
  return TagTimeline(present, *records, std::move(*versions));
}

Result<Answer> WriteTags(const TagSession& tags, PresentTags present, const TagWrite& write,
                         const Options& options, const Ports& ports) {
  Result<std::string> text = ChangedText(tags, present, write.changes);
  if (!text) return std::move(text).error();
  TagMap replaced_tags;
  for (const auto& [service, tag] : write.changes) {
    const auto old = present.file.tags.find(service);
    if (old != present.file.tags.end()) replaced_tags.insert(*old);
  }
  const std::vector<TagChange> changes = TagChanges(replaced_tags, write.changes);
  const std::string& file = tags.entry->file;
  const bool writes = !options.dry_run && (!present.exists || *text != present.file.source.text);
  Answer answer;
  if (writes) {
    const std::optional<std::string> before =
        present.exists ? std::optional(std::move(present.file.source.text)) : std::nullopt;
    if (Status replaced = ports.files.Replace(present.file.path, before, *text); !replaced) {
      return std::move(replaced).error();
    }
    Status recorded = AppendToHistory(tags, present.file.path, write, changes, options, ports);
    if (!recorded) {
      answer.messages +=
          WarningLine(fmt::format("{} is written, but its history is not: {}", DisplayPath(file),
                                  DisplayText(recorded.error().message)));
    }
  }
  answer.output = write.shown ? *write.shown : ShownTagChanges(tags, options, changes, writes);
  if (write.tell_terraform && options.format != Format::kJson) {
    answer.output += TerraformText(tags, changes, options, ports, answer.messages);
  }
  if (!options.quiet) {
    const std::string shown = DisplayPath(file);
    answer.messages += NoteLine(writes            ? "Wrote " + shown
                                : options.dry_run ? "Would write " + shown + "; nothing was changed"
                                                  : shown + " has these tags already");
  }
  return answer;
}

std::string ShownTagChanges(const TagSession& tags, const Options& options,
                            const std::vector<TagChange>& changes, bool written) {
  if (options.format != Format::kJson) return TagChangesText(changes);
  return TagChangesJson(tags.project->environment()->name, tags.entry->file, changes, written);
}

Answer RefusedAnswer(const Refusal& refusal) {
  return {.output = {}, .messages = RefusalLines({refusal}), .exit_code = ExitCode::kRefused};
}

}  // namespace deltaplan::planner
