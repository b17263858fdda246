// deltaplan why: every path through the graph that makes one service deploy, and the commits behind
// it.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "graph/fan_out.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/facts/touching_commits.h"
#include "planner/report/report.h"
#include "planner/report/sentences.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostPaths = 100;

// One reason of the plan with all the ways that lead from its input to the service.
struct Explained {
  const Reason* reason;
  std::vector<std::vector<std::string>> paths;
  bool truncated = false;
};

// The ways from the nodes that own the reason's input to the service.
Explained Explain(const InputMap& map, std::size_t service, const Reason& reason) {
  Explained explained{.reason = &reason, .paths = {}};
  if (!reason.input) return explained;
  const auto path = graph::RepoPath::Parse(*reason.input);
  const auto input = path ? map.trie().Find(*path) : std::nullopt;
  if (!input) {
    explained.paths.push_back(reason.via);
    return explained;
  }
  for (const graph::NodeId node : map.NodesOf(*input)) {
    const auto own = std::ranges::find(map.InputsOf(node), *input, &NodeInput::input);
    bool truncated = false;
    for (const auto& steps : graph::AllPaths(map.graph(), node, map.ServiceNode(service),
                                             kMostPaths - explained.paths.size(), truncated)) {
      std::vector<std::string> names{*reason.input};
      if (own->link) names.push_back(*own->link);
      for (const graph::NodeId step : steps) {
        std::string name = map.DisplayName(step);
        if (name != names.back()) names.push_back(std::move(name));
      }
      explained.paths.push_back(std::move(names));
    }
    explained.truncated = explained.truncated || truncated;
  }
  return explained;
}

bool Concerns(const Reason& reason, const graph::RepoPath& path) {
  if (!reason.input) return false;
  const graph::RepoPath input = graph::RepoPath::FromCanonical(*reason.input);
  return input.Contains(path) || path.Contains(input);
}

std::vector<const graph::FileChange*> FilesOf(const Plan& plan, const Reason& reason,
                                              const std::optional<graph::RepoPath>& below) {
  std::vector<const graph::FileChange*> files;
  if (!reason.files) return files;
  for (const graph::FileChange& file : plan.file_lists[*reason.files].files) {
    if (!below || below->Contains(graph::RepoPath::FromCanonical(file.path)))
      files.push_back(&file);
  }
  return files;
}

std::string Text(const Plan& plan, const PlannedService& service,
                 const std::vector<Explained>& explained,
                 const std::optional<TouchingCommits>& commits,
                 const std::optional<graph::RepoPath>& below) {
  std::string text = fmt::format(
      "{} {}: head {}", DisplayPath(service.name),
      service.decision == Decision::kDeploy ? "would deploy" : "is skipped", plan.head.tag);
  if (service.live) {
    text +=
        fmt::format(", live {} ({})", DisplayPath(service.live->tag), RelationText(*service.live));
  }
  text += '\n';
  for (const Explained& entry : explained) {
    text += "\n  " + ReasonHeadline(*entry.reason) + "\n";
    for (const std::vector<std::string>& path : entry.paths) {
      std::vector<std::string> shown;
      for (const std::string& step : path) shown.push_back(DisplayPath(step));
      text += fmt::format("    {}\n", fmt::join(shown, " -> "));
    }
    if (entry.truncated)
      text += fmt::format("    ... only the first {} paths are shown\n", kMostPaths);
    for (const graph::FileChange* file : FilesOf(plan, *entry.reason, below)) {
      text += fmt::format("      {} {}\n", StatusLetter(file->status), DisplayPath(file->path));
    }
  }
  if (explained.empty()) text += "\n  nothing that it needs differs there\n";
  if (!commits) return text;
  text +=
      fmt::format("\nCommits since {} that touch its inputs:\n", DisplayPath(service.live->tag));
  for (const CommitInfo& commit : commits->commits) {
    text += fmt::format("  {} {}: {}\n", commit.id.ToHex().substr(0, 10),
                        DisplayPath(commit.author), DisplayPath(commit.subject));
  }
  if (commits->commits.empty()) text += "  none\n";
  if (commits->truncated)
    text += fmt::format("  ... only the newest {} are shown\n", kMostTouchingCommits);
  if (commits->history_missing) text += "  ... and those that this clone lacks\n";
  return text;
}

std::string Json(const Plan& plan, const PlannedService& service,
                 const std::vector<Explained>& explained,
                 const std::optional<TouchingCommits>& commits,
                 const std::optional<graph::RepoPath>& below) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("format_version").String("1.0");
  json.Key("service").String(service.name);
  json.Key("decision").String(service.decision == Decision::kDeploy ? "deploy" : "skip");
  json.Key("reasons").BeginArray();
  for (const Explained& entry : explained) {
    json.BeginObject();
    json.Key("code").String(ReasonCodeName(entry.reason->code));
    json.Key("input");
    if (entry.reason->input) {
      json.String(JsonPath(*entry.reason->input));
    } else {
      json.Null();
    }
    json.Key("detail").StringOrNull(entry.reason->detail);
    json.Key("paths").BeginArray();
    for (const std::vector<std::string>& path : entry.paths) {
      json.BeginArray(JsonLayout::kInline);
      for (const std::string& step : path) json.String(JsonPath(step));
      json.EndArray();
    }
    json.EndArray();
    json.Key("paths_truncated").Bool(entry.truncated);
    json.Key("files").BeginArray();
    for (const graph::FileChange* file : FilesOf(plan, *entry.reason, below)) {
      json.BeginObject();
      json.Key("path").String(JsonPath(file->path));
      json.Key("status").String(StatusName(file->status));
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.Key("commits");
  if (commits) {
    json.BeginArray();
    for (const CommitInfo& commit : commits->commits) {
      json.BeginObject();
      json.Key("commit").String(commit.id.ToHex());
      json.Key("author").String(JsonPath(commit.author));
      json.Key("subject").String(JsonPath(commit.subject));
      json.EndObject();
    }
    json.EndArray();
  } else {
    json.Null();
  }
  json.Key("history_missing").Bool(commits && commits->history_missing);
  json.EndObject();
  out += '\n';
  return out;
}

}  // namespace

Result<Answer> RunWhy(const Options& options, const Ports& ports) {
  std::optional<graph::RepoPath> below;
  if (!options.paths.empty()) {
    below = graph::RepoPath::Parse(options.paths.front());
    if (!below) {
      return Error{.message = fmt::format("'{}' is not a path inside the repository",
                                          DisplayPath(options.paths.front())),
                   .causes = {},
                   .remedy = "Give a path relative to the repository's root."};
    }
  }
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  if (Status known = CheckServiceNames(*platform, {options.service}, "why"); !known) {
    return std::move(known).error();
  }
  Result<GatheredFacts> gathered = GatherAgainstLive(
      project, *std::move(platform), LiveRequestOf(options),
      {.compare = {.list_files = true, .max_files = SIZE_MAX}, .asked = {}, .surroundings = false},
      ports);
  if (!gathered) return std::move(gathered).error();
  auto& [facts, lists] = *gathered;
  Policy policy = PolicyOf(options);
  policy.first_reason_only = false;
  // It tells of reasons only: no address is asked for.
  const TerraformFacts no_addresses{
      .services = std::vector<ServiceAddresses>(facts.platform.services.size()),
      .warnings = {},
      .changes = {}};
  const Plan plan = Assemble(facts, Decide(facts, policy), no_addresses, std::move(lists),
                             project.config(), project.environment());
  // All are decided about: what is built or rolled for others may be what rolls this one.
  const auto planned = std::ranges::find(plan.services, options.service, &PlannedService::name);
  if (planned == plan.services.end()) {
    return Error{.message = fmt::format("the directory of service '{}' does not exist in head",
                                        DisplayPath(options.service)),
                 .causes = {},
                 .remedy = "It is not part of any plan."};
  }
  const PlannedService& service = *planned;
  const auto& services = facts.platform.services;
  const auto index = static_cast<std::size_t>(
      std::ranges::lower_bound(services, options.service, {}, &Service::name) - services.begin());

  std::vector<Explained> explained;
  for (const Reason& reason : service.reasons) {
    if (below && !Concerns(reason, *below)) continue;
    if (below && reason.files && FilesOf(plan, reason, below).empty()) continue;
    explained.push_back(Explain(facts.inputs, index, reason));
  }
  std::optional<TouchingCommits> commits;
  const ServiceFacts& live = facts.services[index];
  if (live.commit) {
    Result<TouchingCommits> found =
        CommitsThatTouch(project, facts.inputs, index, *live.commit, facts.head.commit);
    if (!found) return std::move(found).error();
    commits = std::move(*found);
  }
  Answer answer;
  answer.output = options.format == Format::kJson ? Json(plan, service, explained, commits, below)
                                                  : Text(plan, service, explained, commits, below);
  return answer;
}

}  // namespace deltaplan::planner
