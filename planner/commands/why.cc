// deltaplan why: every path through the graph that makes one service deploy, and the commits behind
// it.
#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/fan_out.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/guess.h"
#include "planner/commands/terminal_text.h"
#include "planner/config/tree_glob.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/facts/touching_commits.h"
#include "planner/report/why_report.h"
#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostPaths = 100;

// The ways from the nodes that own the reason's input to the service.
ExplainedReason Explain(const InputMap& map, std::size_t service, const Reason& reason) {
  ExplainedReason explained{.reason = reason, .paths = {}, .files = {}};
  if (!reason.input) return explained;
  const auto path = graph::RepoPath::Parse(*reason.input);
  const auto input = path ? map.trie().Find(*path) : std::nullopt;
  // What manifests and lockfiles say has its one way.
  if (!input || reason.details.index() != 0) {
    explained.paths.push_back(reason.via);
    return explained;
  }
  for (const graph::NodeId node : map.NodesOf(*input)) {
    bool truncated = false;
    for (const auto& steps : graph::AllPaths(map.graph(), node, map.ServiceNode(service),
                                             kMostPaths - explained.paths.size(), truncated)) {
      explained.paths.push_back(map.WayFrom(*input, steps));
    }
    explained.paths_truncated = explained.paths_truncated || truncated;
  }
  return explained;
}

// Where the edges along the ways of `explained` come from.
void ExplainEdges(const InputMap& map, const std::multimap<std::string, graph::NodeId>& nodes,
                  ExplainedReason& explained) {
  std::set<std::pair<std::string, std::string>> told;
  const auto tell = [&](const std::string& to, const std::string& from) {
    if (!told.emplace(from, to).second) return;
    const auto [begin, end] = nodes.equal_range(from);
    for (auto node = begin; node != end; ++node) {
      for (const graph::NodeId needed : map.graph().Dependencies(node->second)) {
        if (map.DisplayName(needed) != to) continue;
        explained.edges.push_back({from, to, map.OriginsOf(node->second, needed)});
        return;
      }
    }
  };
  for (const std::vector<std::string>& path : explained.paths) {
    for (std::size_t i = 0; i + 1 < path.size(); ++i) tell(path[i], path[i + 1]);
  }
}

bool Concerns(const Reason& reason, const graph::RepoPath& path) {
  if (!reason.input) return false;
  const graph::RepoPath input = graph::RepoPath::FromCanonical(*reason.input);
  return input.Contains(path) || path.Contains(input);
}

std::vector<graph::FileChange> FilesOf(const Plan& plan, const Reason& reason,
                                       const std::optional<graph::RepoPath>& below) {
  std::vector<graph::FileChange> files;
  if (!reason.files) return files;
  for (const graph::FileChange& file : plan.file_lists[*reason.files].files) {
    if (!below || below->Contains(graph::RepoPath::FromCanonical(file.path))) files.push_back(file);
  }
  return files;
}

// What the words behind `why` mean: services and patterns of them, and at most one path, the last.
struct Asked {
  std::vector<std::string> services;
  std::optional<graph::RepoPath> below;
  bool is_list = false;  // several were named, or a pattern
};

Result<Asked> WhatIsAsked(const Platform& platform, const Options& options) {
  std::vector<std::string> words{options.service};
  words.insert(words.end(), options.paths.begin(), options.paths.end());
  Asked asked;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::vector<std::string> meant = ServicesMeant(platform, words[i]);
    if (i > 0 && i + 1 == words.size() && meant.empty()) {
      asked.below = graph::RepoPath::Parse(words[i]);
      if (asked.below) break;
      return Error{
          .message = fmt::format("'{}' is not a path inside the repository", DisplayPath(words[i])),
          .causes = {},
          .remedy = "Give a path relative to the repository's root."};
    }
    if (meant.empty()) {
      Status known = CheckServiceNames(platform, {words[i]}, "why");
      return std::move(known).error();
    }
    asked.is_list = asked.is_list || i > 0 || meant != std::vector{words[i]};
    for (const std::string& service : meant) {
      const auto& services = asked.services;
      if (std::ranges::find(services, service) == services.end()) {
        asked.services.push_back(service);
      }
    }
  }
  return asked;
}

// A service that is asked about, and what history says of it.
struct Subject {
  std::size_t service = 0;                 // index of the platform's services
  std::optional<TouchingCommits> commits;  // as in `WhyReport`
};

Result<std::vector<Subject>> GatherSubjects(const Project& project, const Facts& facts,
                                            const std::vector<std::string>& names) {
  const std::vector<Service>& services = facts.platform.services;
  std::vector<Subject> subjects;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(services, name, &Service::name);
    if (found == services.end()) {
      return Error{.message = fmt::format("the directory of service '{}' does not exist in head",
                                          DisplayPath(name)),
                   .causes = {},
                   .remedy = "It is not part of any plan."};
    }
    Subject& subject = subjects.emplace_back();
    subject.service = static_cast<std::size_t>(found - services.begin());
    const std::optional<graph::ObjectId>& live = facts.services[subject.service].commit;
    if (!live) continue;
    Result<TouchingCommits> commits =
        CommitsThatTouch(project, facts.inputs, subject.service, *live, facts.head.commit);
    if (!commits) return std::move(commits).error();
    subject.commits = *std::move(commits);
  }
  return subjects;
}

// `plan` is about all services: what is built or rolled for others may be what rolls this one.
WhyReport WhyReportOf(const Facts& facts, const Plan& plan, const Subject& subject,
                      const std::optional<graph::RepoPath>& below) {
  const PlannedService& service = plan.services[subject.service];
  WhyReport report{.service = service.name,
                   .decision = service.decision,
                   .head_tag = plan.head.tag,
                   .live = service.live,
                   .is_external = !service.path,
                   .reasons = {},
                   .commits = subject.commits};
  std::multimap<std::string, graph::NodeId> nodes;  // by what ways call them
  for (std::size_t i = 0; i < facts.inputs.graph().size(); ++i) {
    const auto node = static_cast<graph::NodeId>(i);
    nodes.emplace(facts.inputs.DisplayName(node), node);
  }
  for (const Reason& reason : service.reasons) {
    if (below && !Concerns(reason, *below)) continue;
    std::vector<graph::FileChange> files = FilesOf(plan, reason, below);
    if (below && reason.files && files.empty()) continue;
    report.reasons.push_back(Explain(facts.inputs, subject.service, reason));
    ExplainEdges(facts.inputs, nodes, report.reasons.back());
    report.reasons.back().files = std::move(files);
  }
  return report;
}

// Whether head has the path, or a baseline has what was changed there.
bool IsKnown(const graph::RepoPath& path, const Plan& plan, TreeGlob& head) {
  if (path.IsRoot() || head.At(path.bytes()).Exists()) return true;
  return std::ranges::any_of(plan.file_lists, [&](const auto& list) {
    return std::ranges::any_of(list.files, [&](const graph::FileChange& file) {
      return path.Contains(graph::RepoPath::FromCanonical(file.path));
    });
  });
}

// A last word that is neither a service nor a path.
Error NoSuchName(const graph::RepoPath& path, const Platform& platform, TreeGlob& head) {
  std::vector<std::string> services;
  for (const Service& service : platform.services) services.push_back(service.name);
  const auto service = NearestWord(path.bytes(), services);
  return {.message = fmt::format("there is no service '{0}', and no path '{0}' in head",
                                 DisplayPath(path.bytes())),
          .causes = {},
          .remedy = (service ? fmt::format("Did you mean '{}'? ", DisplayPath(*service))
                             : NearestPathHint(head, path.bytes())) +
                    "Paths are meant from the repository's root."};
}

}  // namespace

Result<Answer> RunWhy(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(WithWhatIsThere(ProjectRequestOf(options)), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  const Result<Asked> asked = WhatIsAsked(*platform, options);
  if (!asked) return asked.error();
  if (Status known = CheckChosenServices(*platform, options); !known) {
    return std::move(known).error();
  }
  const Policy policy = PolicyOf(options, project.environment());
  Result<GatheredFacts> gathered = GatherAgainstLive(
      project, *std::move(platform), LiveRequestOf(options), policy, Goal::kHead,
      {.compare = {.list_files = true, .max_files = SIZE_MAX}, .asked = {}, .surroundings = false},
      ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  const Result<std::vector<Subject>> subjects = GatherSubjects(project, facts, asked->services);
  if (!subjects) return subjects.error();
  // It tells of reasons only: no address is asked for.
  const TerraformFacts no_addresses{
      .services = std::vector<ServiceAddresses>(facts.platform.services.size()),
      .warnings = {},
      .changes = {},
      .rolled_with = {}};
  const Plan plan = Assemble(facts, Decide(facts, policy), no_addresses, std::move(lists),
                             project.config(), project.environment());
  std::vector<WhyReport> reports;
  for (const Subject& subject : *subjects) {
    reports.push_back(WhyReportOf(facts, plan, subject, asked->below));
  }
  const bool says_nothing =
      std::ranges::all_of(reports, [](const WhyReport& report) { return report.reasons.empty(); });
  if (asked->below && says_nothing) {
    TreeGlob head(project.readers().first(), project.head().tree);
    if (!IsKnown(*asked->below, plan, head)) {
      return NoSuchName(*asked->below, facts.platform, head);
    }
  }
  Answer answer;
  answer.messages = ConfigNotes(project, options, ports.terminal);
  if (options.format == Format::kJson) {
    answer.output = asked->is_list ? WhyListJson(reports) : WhyJson(reports.front());
    return answer;
  }
  for (const WhyReport& report : reports) {
    answer.output += (answer.output.empty() ? "" : "\n") + WhyText(report);
  }
  answer.output = TerminalText(std::move(answer.output), ports.terminal);
  answer.output += NextCommand(options, ports.terminal, {"plan"}, "says all that deploys.");
  return answer;
}

}  // namespace deltaplan::planner
