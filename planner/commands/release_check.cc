// deltaplan release check: whether who asks may release there.
#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/commands/release_steps.h"
#include "planner/commands/tag_answer.h"
#include "planner/config/tree_glob.h"
#include "planner/live/aws/endpoints.h"
#include "planner/live/aws/sts.h"
#include "planner/live/registry_kind.h"
#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"
#include "planner/release/release_state.h"
#include "planner/report/plan_document.h"
#include "planner/report/release_report.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

bool SaysWhoMay(const DeployEntry& deploy) { return deploy.account || !deploy.deployers.empty(); }

std::string RepositoryIn(const EnvironmentEntry& environment) {
  return FillPlaceholders(environment.repository.value_or(""), {{"env", environment.name}});
}

// Says of untracked paths of the repository whether the plan's own files are there: those that it
// has written and those of its release.
class FilesOfThePlan {
 public:
  FilesOfThePlan(const PlannedRelease& release, const Ports& ports) : plan_(release.plan) {
    const std::string place =
        ports.files.Canonical(release.directory).value_or(release.directory) + "/";
    const std::string root = release.project->root() + "/";
    if (place.starts_with(root)) directory_ = place.substr(root.size());
  }

  bool Contain(std::string_view path) const {
    if (!directory_ || !path.starts_with(*directory_)) return false;
    const std::string name(path.substr(directory_->size()));
    if (name == kPlanFile || name == kReleaseStateFile || plan_.files.contains(name)) return true;
    // Directories of these names may be anybody's where the plan lies at the top.
    return !directory_->empty() && (name.starts_with("logs/") || name.starts_with("left/"));
  }

 private:
  const PlanDocument& plan_;
  std::optional<std::string> directory_;  // empty, or ends with a slash; none outside
};

// The work tree is what Terraform plans from. Tag maps and their histories are written by releases.
Result<std::optional<Refusal>> FindDifference(const PlannedRelease& release, const Ports& ports) {
  const Project& project = *release.project;
  const std::string head = project.head().id.ToHex();
  if (head != release.plan.head_commit) {
    return std::optional<Refusal>(refusals::HeadDiffers{
        .planned = release.plan.head_commit, .revision = project.head_revision(), .commit = head});
  }
  refusals::WorkTreeDiffers differs{.commit = head, .files = {}};
  if (!project.repository().facts().work_dir) return std::optional<Refusal>();
  std::set<std::string> written;
  for (const TagMapServices& map : TagMapsOf(release.environment(), release.platform.services)) {
    written.insert(map.entry.file);
    written.insert(map.entry.file + ".history");
  }
  const FilesOfThePlan own(release, ports);
  Result<std::vector<WorkTreeChange>> changes = project.repository().WorkTreeChanges({});
  if (!changes) return std::move(changes).error();
  for (WorkTreeChange& change : *changes) {
    if (written.contains(std::string(change.path.bytes()))) continue;
    if (change.untracked && own.Contain(change.path.bytes())) continue;
    differs.files.push_back({.path = std::string(change.path.bytes()),
                             .untracked = change.untracked,
                             .unclear = std::move(change.unclear)});
  }
  if (differs.files.empty()) return std::optional<Refusal>();
  return std::optional<Refusal>(std::move(differs));
}

// Whether anything of it is AWS's.
bool IsOnAws(const EnvironmentEntry& environment) {
  constexpr std::array<std::string_view, 4> kSources{"ecr", "ecs", "lambda", "ssm"};
  const bool has_source = std::ranges::any_of(environment.live, [&](const LiveSourceEntry& live) {
    return std::ranges::find(kSources, live.from) != kSources.end();
  });
  const bool has_registry =
      environment.repository &&
      RegistryKindOf(environment.deploy, RepositoryIn(environment)) == RegistryKind::kEcrApi;
  return SaysWhoMay(environment.deploy) || has_source || has_registry ||
         environment.ecs.cluster.has_value();
}

// Where nothing else says in which region: that of the registry, or of a live source.
std::optional<std::string> RegionOf(const EnvironmentEntry& environment) {
  if (const auto ecr = ReadEcrRepository(RepositoryIn(environment))) return ecr->region;
  for (const LiveSourceEntry& live : environment.live) {
    if (const std::string* region = live.Text("region")) {
      return FillPlaceholders(*region, {{"env", environment.name}});
    }
  }
  return std::nullopt;
}

std::optional<Refusal> RefusalFor(const AwsIdentity& identity,
                                  const EnvironmentEntry& environment) {
  const DeployEntry& deploy = environment.deploy;
  if (deploy.account && *deploy.account != identity.account) {
    return refusals::AnotherAccount{.environment = environment.name,
                                    .account = identity.account,
                                    .wanted = *deploy.account,
                                    .arn = identity.arn};
  }
  const bool may_deploy = deploy.deployers.empty() ||
                          std::ranges::any_of(deploy.deployers, [&](const std::string& pattern) {
                            return MatchesComponent(pattern, identity.arn);
                          });
  if (may_deploy) return std::nullopt;
  return refusals::NotADeployer{.environment = environment.name, .arn = identity.arn};
}

Result<Asker> AskWhoAsks(const EnvironmentEntry& environment, const Options& options,
                         const Ports& ports) {
  Result<AwsIdentity> identity = AskForIdentity(RegionOf(environment), ports,
                                                std::chrono::steady_clock::now() + options.timeout);
  if (!identity) return std::move(identity).error();
  std::optional<Refusal> refusal = RefusalFor(*identity, environment);
  return Asker{.identity = *std::move(identity), .refusal = std::move(refusal)};
}

}  // namespace

Result<Answer> CheckRelease(const PlannedRelease& release, const Options& options,
                            const Ports& ports) {
  Result<std::optional<Refusal>> difference = FindDifference(release, ports);
  if (!difference) return std::move(difference).error();
  if (*difference) return RefusedAnswer(**difference);
  const EnvironmentEntry& environment = release.environment();
  Result<Asker> asker = Asker();
  if (!options.only_tree && IsOnAws(environment)) asker = AskWhoAsks(environment, options, ports);
  if (!asker) return std::move(asker).error();
  if (asker->refusal) return RefusedAnswer(*asker->refusal);
  Answer answer;
  if (options.format == Format::kJson) {
    answer.output = ReleaseCheckJson(HeadOf(release), asker->identity);
  } else if (!options.only_tree) {
    answer.output = ReleaseCheckText(HeadOf(release), asker->identity);
  }
  return answer;
}

Result<Asker> FindAsker(const EnvironmentEntry& environment, const Options& options,
                        const Ports& ports) {
  if (!SaysWhoMay(environment.deploy)) return Asker();
  return AskWhoAsks(environment, options, ports);
}

ReleaseHead HeadOf(const PlannedRelease& release) {
  return {.environment = release.environment().name, .commit = release.plan.head_commit};
}

}  // namespace deltaplan::planner
