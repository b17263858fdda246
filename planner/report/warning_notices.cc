#include "planner/report/warning_notices.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

namespace w = warnings;

constexpr std::size_t kMostNamesOfMany = 5;
constexpr std::size_t kMostOfList = 20;  // in one warning

// What there can be many warnings of, and the sentence about all: `{}` is "12 services".
struct Many {
  std::string_view noun;
  const std::string& name;  // of the one that this warning is about
  std::string_view sentence;
};

Many ManyOf(const w::LockfileStale& it) {
  return {"lockfile", it.lockfile, "{} do not fit their manifests"};
}
Many ManyOf(const w::DependencyUnresolved& it) {
  return {"manifest", it.manifest, "{} want members that their workspaces do not have"};
}
Many ManyOf(const w::DependencyOutside& it) {
  return {"manifest", it.manifest, "{} depend on what is outside of the repository"};
}
Many ManyOf(const w::SeveralPackageManagers& it) {
  return {"place", it.directory, "Lockfiles of several package managers lie in {}"};
}
Many ManyOf(const w::BranchLockfile& it) {
  return {"lockfile", it.file, "{} belong to a branch and are not read"};
}
Many ManyOf(const w::DynamicDependencies& it) {
  return {"manifest", it.manifest, "What {} depend on is not written in them"};
}
Many ManyOf(const w::ServiceDeleted& it) {
  return {"service", it.service, "The directories of {} are gone from head, so no plan has them"};
}
Many ManyOf(const w::PathDeleted& it) {
  return {"path", it.path, "{} of the configuration are gone from head, which is a change"};
}
Many ManyOf(const w::TagMapUnreadable& it) { return {"tag map", it.file, "{} can't be read"}; }
Many ManyOf(const w::TagMapShadowed& it) {
  return {"variable", it.variable, "Other files that Terraform reads later set {} of tags, too"};
}
Many ManyOf(const w::TagVariableUndeclared& it) {
  return {"root module", it.directory, "Tags reach nothing in {}, where no variable takes them"};
}
Many ManyOf(const w::LiveServiceUnknown& it) {
  return {"service", it.service, "{} are live that the configuration does not know"};
}
Many ManyOf(const w::LiveSourcesDisagree& it) {
  return {"service", it.service, "Live sources disagree about {}"};
}
Many ManyOf(const w::LiveSourceUnreadable& it) {
  return {"source", it.source, "{} can't be compared with what is live"};
}
Many ManyOf(const w::IgnoredServiceDirectory& it) {
  return {"service", it.path, "Ignore rules hide the whole directories of {}"};
}
Many ManyOf(const w::TagUnchanged& it) {
  return {"service", it.service, "{} deploy under the tag that they run, so nothing rolls them"};
}
Many ManyOf(const w::PackageWithoutUsers& it) {
  return {"package", it.package, "{} changed and reach no service, though manifests name them"};
}
Many ManyOf(const w::ServiceWithoutRoot& it) {
  return {"service", it.service, "No package manager that is read installs {}"};
}
Many ManyOf(const w::FollowersLeftOut& it) {
  return {"image", it.image, "{} are rebuilt without what is built FROM them"};
}
Many ManyOf(const w::RestartLeftOut& it) {
  return {"service", it.service, "{} are not restarted with what they restart with"};
}
Many ManyOf(const w::HeldWithoutTag& it) {
  return {"service", it.service, "{} are held and have no live tag"};
}
Many ManyOf(const w::VarFileMissing& it) {
  return {"file", it.file, "{} of \"var_files\" are not in head"};
}
Many ManyOf(const w::TargetWithoutInstance& it) {
  return {"service", it.service, "Resources of {} have no instance that an apply could roll"};
}
Many ManyOf(const w::TargetIgnoresImage& it) {
  return {"service", it.service, "Resources of {} ignore changes of their image"};
}
Many ManyOf(const w::TargetRolledElsewhere& it) {
  return {"service", it.service, "Terraform can't roll {}, which another controller deploys"};
}
Many ManyOf(const w::TargetHoldsOtherTag& it) {
  return {"service", it.service, "The tags of {} stand in resources of others, too"};
}
Many ManyOf(const w::ServiceWithoutTarget& it) {
  return {"service", it.service, "{} have no Terraform address"};
}
Many ManyOf(const w::MovedNotApplied& it) {
  return {"resource", it.from, "The moves of {} are not applied yet"};
}
Many ManyOf(const w::RolloutInProgress& it) {
  return {"service", it.service, "Rollouts of {} are under way"};
}
Many ManyOf(const w::RolloutFailed& it) {
  return {"service", it.service, "The last rollouts of {} have failed"};
}
Many ManyOf(const w::LiveTagUnknown& it) {
  return {"service", it.service, "What {} run can't be told"};
}
Many ManyOf(const w::ServiceParked& it) {
  return {"service", it.service, "{} are parked, with a desired count of 0"};
}
Many ManyOf(const w::ServiceMissing& it) { return {"service", it.service, "{} are not live"}; }
Many ManyOf(const w::LiveNotCompared& it) {
  return {"service", it.service, "What {} run was said with --live and not asked again"};
}
Many ManyOf(const w::RolloutUnwatched& it) {
  return {"service", it.service, "what {} run can't be told"};
}

// nullopt: it is about many already, or there is but one.
std::optional<Many> OneOfMany(const Warning& warning) {
  return std::visit(
      [](const auto& each) -> std::optional<Many> {
        if constexpr (requires { ManyOf(each); }) {
          return ManyOf(each);
        } else {
          return std::nullopt;
        }
      },
      warning);
}

// Of two warnings of one code, that with the greater one comes first: how far an apply would go
// back, then what nobody knows.
std::uint64_t Urgency(const Warning& warning) {
  const auto* disagree = std::get_if<w::LiveSourcesDisagree>(&warning);
  if (disagree == nullptr || !disagree->relation) return 0;
  const graph::HeadRelation& relation = *disagree->relation;
  if (relation.relation == graph::Relation::kAhead) return 0;
  if (relation.relation != graph::Relation::kBehind || !relation.commits) return 1;
  return 1 + *relation.commits;
}

// All of one code, of which no name is twice in `names`.
struct Fold {
  std::vector<const Warning*> warnings;
  std::vector<std::string> names;
};

Fold FoldOf(std::string_view code, const Warnings& warnings,
            const std::set<std::string>& deploying) {
  Fold fold;
  for (const Warning& warning : warnings) {
    if (CodeOf(warning) == code) fold.warnings.push_back(&warning);
  }
  std::ranges::stable_sort(fold.warnings, std::ranges::greater(), [&](const Warning* warning) {
    const std::optional<std::string> service = ServiceOf(*warning);
    return std::pair(Urgency(*warning), service && deploying.contains(*service));
  });
  std::set<std::string_view> known;
  for (const Warning* warning : fold.warnings) {
    const std::string& name = OneOfMany(*warning)->name;
    if (known.insert(name).second) fold.names.push_back(name);
  }
  return fold;
}

std::string FoldMessage(const Fold& fold, std::string_view each) {
  const Many many = *OneOfMany(*fold.warnings.front());
  std::string names;
  for (std::size_t i = 0; i < kMostNamesOfMany && i < fold.names.size(); ++i) {
    names += (i == 0 ? "" : ", ") + ShownPath(fold.names[i]);
  }
  if (fold.names.size() > kMostNamesOfMany) {
    names += fmt::format(" and {} more", fold.names.size() - kMostNamesOfMany);
  }
  return fmt::format(
      "{}: {} ({}). The first: {}",
      fmt::format(fmt::runtime(many.sentence), CountOf(fold.names.size(), many.noun)), names, each,
      WarningMessage(*fold.warnings.front()));
}

// Says where all of its lists are, when it does not have them.
std::string ShortMessage(const Warning& warning, std::string_view each) {
  std::string text = WarningMessage(warning, kMostOfList);
  if (text != WarningMessage(warning)) text += fmt::format("\n({}.)", each);
  return text;
}

std::vector<WarningNotice> Notices(const Warnings& warnings, std::string_view each,
                                   const std::set<std::string>& deploying) {
  std::map<std::string_view, std::set<std::string_view>> names;
  for (const Warning& warning : warnings) {
    if (const auto many = OneOfMany(warning)) names[CodeOf(warning)].insert(many->name);
  }
  std::vector<WarningNotice> notices;
  for (const Warning& warning : warnings) {
    const auto of_code = names.find(CodeOf(warning));
    if (of_code == names.end() || of_code->second.size() <= kMostOfOneCode) {
      if (of_code != names.end() && of_code->second.empty()) continue;  // folded above
      notices.push_back({.message = ShortMessage(warning, each)});
      continue;
    }
    Fold fold = FoldOf(of_code->first, warnings, deploying);
    notices.push_back({.message = FoldMessage(fold, each), .folded = std::move(fold.warnings)});
    of_code->second.clear();
  }
  return notices;
}

std::vector<WarningNotice> Each(const Warnings& warnings) {
  std::vector<WarningNotice> notices;
  for (const Warning& warning : warnings) notices.push_back({.message = WarningMessage(warning)});
  return notices;
}

constexpr std::string_view kListedByVerbose = "-v lists each";

}  // namespace

std::vector<WarningNotice> WarningNotices(const Plan& plan, std::string_view each) {
  std::set<std::string> deploying;
  for (const PlannedService& service : plan.services) {
    if (service.decision == Decision::kDeploy) deploying.insert(service.name);
  }
  return Notices(plan.warnings, each, deploying);
}

std::vector<WarningNotice> ShownWarnings(const Plan& plan, bool verbose) {
  return verbose ? Each(plan.warnings) : WarningNotices(plan, kListedByVerbose);
}

std::vector<WarningNotice> ShownWarnings(const Warnings& warnings, bool verbose) {
  return verbose ? Each(warnings) : Notices(warnings, kListedByVerbose, {});
}

}  // namespace deltaplan::planner
