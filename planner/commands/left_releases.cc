#include "planner/commands/left_releases.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <tuple>
#include <utility>

#include "planner/commands/out_directory.h"
#include "planner/commands/plan_input.h"
#include "planner/model/output_file.h"
#include "planner/text/digest.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kLeft = "left";

/// A release that has begun, whether or not it has ended.
struct BegunRelease {
  LeftRelease release;
  std::string plan_text;
};

// nullopt: nothing of the plan in `directory` has begun.
Result<std::optional<BegunRelease>> ReadBegun(const std::string& directory, Files& files) {
  using Begun = std::optional<BegunRelease>;
  Result<std::optional<ReleaseState>> state = ReadReleaseState(directory, files);
  if (!state) return std::move(state).error();
  if (!*state) return Begun();
  const std::string path = directory + "/" + kPlanFile;
  Result<std::optional<std::string>> text = files.ReadIfExists(path);
  if (!text) return std::move(text).error();
  // How far the release of another plan has come, which is not there any more.
  if (!*text || Sha256Digest(**text) != (*state)->plan) return Begun();
  const PlanInput input{.text = **std::move(text), .path = path, .directory = {}};
  Result<PlanDocument> plan = ReadPlan(input, files);
  if (!plan) {
    Error error = std::move(plan).error().Within(
        fmt::format("the release in '{}' has begun, and its plan can't be read any more",
                    DisplayText(directory)));
    error.remedy = fmt::format("To give it up, remove its {}.", kReleaseStateFile);
    return error;
  }
  return Begun(BegunRelease{
      .release = {.directory = directory, .state = **std::move(state), .plan = *std::move(plan)},
      .plan_text = input.text});
}

bool HasEnded(const BegunRelease& begun) { return begun.release.state.step == ReleaseStep::kDone; }

std::vector<std::string> FilesOf(const LeftRelease& release) {
  std::vector<std::string> names;
  for (const auto& [name, digest] : release.plan.files) names.push_back(name);
  names.insert(names.end(), {kPlanFile, kReleaseStateFile});
  return names;
}

void SortByAge(std::vector<LeftRelease>& releases) {
  std::ranges::sort(releases, {}, [](const LeftRelease& release) {
    return std::tie(release.state.began, release.directory);
  });
}

// Begun releases below `directory`, by the names of their directories; ended ones, too.
Result<std::vector<std::pair<std::string, BegunRelease>>> ReadAside(const std::string& directory,
                                                                    Files& files) {
  std::vector<std::pair<std::string, BegunRelease>> aside;
  if (Status own = CheckNoLink(directory, kLeft, files); !own) return std::move(own).error();
  for (const std::string& name : files.Directories(directory + "/" + kLeft)) {
    const std::string place = fmt::format("{}/{}", kLeft, name);
    if (Status own = CheckNoLink(directory, place, files); !own) return std::move(own).error();
    Result<std::optional<BegunRelease>> begun = ReadBegun(directory + "/" + place, files);
    if (!begun) return std::move(begun).error();
    if (*begun) aside.emplace_back(place, **std::move(begun));
  }
  return aside;
}

// Copies all that is there of its files; what says that it has begun comes last.
Status CopyTo(const std::string& directory, const BegunRelease& begun, Files& files) {
  std::vector<OutputFile> copies;
  for (const auto& [name, digest] : begun.release.plan.files) {
    Result<std::optional<std::string>> text =
        files.ReadIfExists(begun.release.directory + "/" + name);
    if (!text) return std::move(text).error();
    if (*text) copies.push_back({.name = name, .content = **std::move(text)});
  }
  copies.push_back({.name = kPlanFile, .content = begun.plan_text});
  if (Status written = files.WriteAll(directory, copies, {}); !written) return written;
  return WriteReleaseState(begun.release.state, directory, files);
}

// What is to be applied for one environment is none of another's, whose root module may be the
// same.
bool IsToApply(const LeftRelease& release, const std::optional<std::string>& environment) {
  return release.state.step == ReleaseStep::kApply && release.plan.environment == environment;
}

std::vector<std::string> RolledBy(const PlanDocument& plan) {
  std::vector<std::string> rolled;
  for (const tfvars::IntendedService& service : plan.intent.services) {
    if (service.deploys) rolled.push_back(service.name);
  }
  return rolled;
}

}  // namespace

Result<std::vector<LeftRelease>> ReadLeftReleases(const std::string& directory, Files& files) {
  auto aside = ReadAside(directory, files);
  if (!aside) return std::move(aside).error();
  std::vector<LeftRelease> left;
  for (auto& [place, begun] : *aside) {
    if (!HasEnded(begun)) left.push_back(std::move(begun.release));
  }
  SortByAge(left);
  return left;
}

Result<KeptReleases> KeepReleases(const std::string& directory, Files& files) {
  if (!files.Canonical(directory)) return KeptReleases();  // it is yet to be made
  auto aside = ReadAside(directory, files);
  if (!aside) return std::move(aside).error();
  Result<std::optional<BegunRelease>> own = ReadBegun(directory, files);
  if (!own) return std::move(own).error();
  KeptReleases kept{.left = {}, .obsolete = {kReleaseStateFile}};
  std::string own_place;
  if (*own && !HasEnded(**own)) {
    constexpr std::size_t kDigits = 12;
    const std::string& digest = (*own)->release.state.plan;
    own_place = fmt::format("{}/{}", kLeft, digest.substr(digest.find(':') + 1, kDigits));
    const std::string place = directory + "/" + own_place;
    if (Status copied = CopyTo(place, **own, files); !copied) {
      return std::move(copied).error().Within("cannot set the unfinished release aside");
    }
    (*own)->release.directory = place;
    kept.left.push_back(std::move((*own)->release));
  }
  for (auto& [place, begun] : *aside) {
    if (place == own_place) continue;
    if (!HasEnded(begun)) {
      kept.left.push_back(std::move(begun.release));
      continue;
    }
    for (const std::string& name : FilesOf(begun.release)) {
      kept.obsolete.push_back(place + "/" + name);
    }
  }
  SortByAge(kept.left);
  return kept;
}

std::vector<std::string> TargetsLeft(const std::vector<LeftRelease>& left,
                                     const std::optional<std::string>& environment,
                                     const RootTerms& root) {
  std::vector<std::string> targets;
  for (const LeftRelease& release : left) {
    if (!IsToApply(release, environment) || !release.plan.terraform) continue;
    for (const RootTerms& terms : release.plan.terraform->roots) {
      if (terms.root.dir != root.root.dir || terms.root.workspace != root.root.workspace) continue;
      for (const tfvars::Target& target : IntentFor(release.plan, terms).targets) {
        targets.push_back(tfvars::Print(target));
      }
    }
  }
  return targets;
}

std::set<std::string> ServicesLeft(const std::vector<LeftRelease>& left,
                                   const std::optional<std::string>& environment) {
  std::set<std::string> services;
  for (const LeftRelease& release : left) {
    if (!IsToApply(release, environment)) continue;
    for (std::string& name : RolledBy(release.plan)) services.insert(std::move(name));
  }
  return services;
}

Status EndLeftApplies(const std::string& directory, const std::string& environment,
                      const std::vector<std::string>& rolled, Files& files) {
  Result<std::vector<LeftRelease>> left = ReadLeftReleases(directory, files);
  if (!left) return std::move(left).error();
  std::vector<std::vector<std::string>> later{rolled};
  std::ranges::reverse(*left);
  for (LeftRelease& release : *left) {
    if (release.plan.environment != environment) continue;
    std::vector<std::string> own = RolledBy(release.plan);
    const bool is_covered = std::ranges::any_of(later, [&](const auto& others) {
      return std::ranges::all_of(own, [&](const std::string& name) {
        return std::ranges::find(others, name) != others.end();
      });
    });
    later.push_back(std::move(own));
    ReleaseStep& step = release.state.step;
    const ReleaseStep now = is_covered                    ? ReleaseStep::kDone
                            : step == ReleaseStep::kApply ? ReleaseStep::kWait
                                                          : step;
    if (now == step) continue;
    step = now;
    if (Status written = WriteReleaseState(release.state, release.directory, files); !written) {
      return written;
    }
  }
  return Ok();
}

}  // namespace deltaplan::planner
