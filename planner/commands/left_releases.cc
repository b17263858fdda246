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

// Whether the next plan need not keep it.
bool HasEnded(const BegunRelease& begun) {
  const ReleaseStep step = begun.release.state.step;
  return step == ReleaseStep::kDone || step == ReleaseStep::kGivenUp;
}

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

// Where a release is set aside: "left/DIGEST".
std::string PlaceFor(const std::string& digest) {
  constexpr std::size_t kDigits = 12;
  return fmt::format("{}/{}", kLeft, digest.substr(digest.find(':') + 1, kDigits));
}

using ReleasesAside = std::vector<std::pair<std::string, BegunRelease>>;

// Begun releases below `directory`, by the names of their directories; ended ones, too.
Result<ReleasesAside> ReadAside(const std::string& directory, Files& files) {
  ReleasesAside aside;
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

struct BegunReleases {
  std::optional<BegunRelease> own;  // of the plan in the directory itself
  ReleasesAside aside;              // without a copy of that
};

// Whoever set a release aside, and was killed before the next plan stood in its place, leaves it
// twice. As long as its plan is whole the copy counts for nothing; else the copy is what counts.
Result<BegunReleases> ReadAllBegun(const std::string& directory, Files& files) {
  Result<ReleasesAside> aside = ReadAside(directory, files);
  if (!aside) return std::move(aside).error();
  Result<std::optional<ReleaseState>> state = ReadReleaseState(directory, files);
  if (!state) return std::move(state).error();
  BegunReleases all{.own = {}, .aside = *std::move(aside)};
  if (!*state) return all;
  const auto copy = std::ranges::find(
      all.aside, (*state)->plan,
      [](const auto& each) -> const std::string& { return each.second.release.state.plan; });
  Result<std::optional<BegunRelease>> own = ReadBegun(directory, files);
  if (!own && copy == all.aside.end()) return std::move(own).error();
  if (own && *own) {
    all.own = *std::move(own);
    if (copy != all.aside.end()) all.aside.erase(copy);
  }
  return all;
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
  Result<BegunReleases> all = ReadAllBegun(directory, files);
  if (!all) return std::move(all).error();
  std::vector<LeftRelease> left;
  for (auto& [place, begun] : all->aside) {
    if (begun.release.state.step != ReleaseStep::kDone) left.push_back(std::move(begun.release));
  }
  SortByAge(left);
  return left;
}

Result<KeptReleases> KeepReleases(const std::string& directory, Files& files) {
  if (!files.Canonical(directory)) return KeptReleases();  // it is yet to be made
  Result<BegunReleases> begun = ReadAllBegun(directory, files);
  if (!begun) return std::move(begun).error();
  KeptReleases kept{.left = {}, .obsolete = {kReleaseStateFile}};
  const auto clear_away = [&](const std::string& place, const BegunRelease& release) {
    for (const std::string& name : FilesOf(release.release)) {
      kept.obsolete.push_back(place + "/" + name);
    }
  };
  if (begun->own) {
    const std::string own_place = PlaceFor(begun->own->release.state.plan);
    if (HasEnded(*begun->own)) {
      clear_away(own_place, *begun->own);
    } else {
      const std::string place = directory + "/" + own_place;
      if (Status copied = CopyTo(place, *begun->own, files); !copied) {
        return std::move(copied).error().Within("cannot set the unfinished release aside");
      }
      begun->own->release.directory = place;
      kept.left.push_back(std::move(begun->own->release));
    }
  }
  for (auto& [place, release] : begun->aside) {
    if (HasEnded(release)) {
      clear_away(place, release);
    } else {
      kept.left.push_back(std::move(release.release));
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
