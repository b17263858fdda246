// A function for each warning. Why so long a file: docs/decisions/long-files.md.
#include "planner/report/warning_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "planner/report/command_warning_words.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

namespace w = warnings;

// Each on an indented line as `shown` has it, with a newline before it; many are counted.
template <typename Item, typename Shown>
std::string LinesOf(const std::vector<Item>& items, const Shown& shown, std::size_t most = 20) {
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) text += "\n  " + shown(items[i]);
  if (items.size() > most) text += fmt::format("\n  and {} more", items.size() - most);
  return text;
}

std::string Lines(const std::vector<std::string>& paths) { return LinesOf(paths, DisplayPath); }

// "a, b and 3 more".
std::string FirstOf(const std::vector<std::string>& texts, std::string (*shown)(std::string_view),
                    std::size_t most = 5) {
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) {
    list += (i > 0 ? ", " : "") + shown(texts[i]);
  }
  if (texts.size() > most) list += fmt::format(" and {} more", texts.size() - most);
  return list;
}

std::string Names(const std::vector<std::string>& names, std::size_t most = kEverything) {
  return FirstOf(names, DisplayPath, most);
}

std::string At(const FileLine& at) {
  return fmt::format("{} line {}", DisplayPath(at.file), at.line);
}

// The directory of a root module.
std::string RootName(const std::string& directory) {
  return directory.empty() ? "the root" : DisplayPath(directory);
}

// ": what it says." with one full stop, or a full stop alone.
std::string Because(const std::string& reason) {
  if (reason.empty()) return ".";
  return ": " + DisplayText(reason) + (reason.ends_with('.') ? "" : ".");
}

std::string Words(const w::LockfileStale& it) {
  return fmt::format(
      "{} does not fit {}, of which {} is the first difference; both are followed. Install once "
      "and commit the lockfile.",
      DisplayPath(it.lockfile), DisplayPath(it.manifest), DisplayText(it.dependency));
}

std::string Words(const w::DependencyUnresolved& it) {
  return fmt::format(
      "{} wants {} ({}) from its workspace, and no member is that. What it would be counts for "
      "nobody.",
      DisplayPath(it.manifest), DisplayText(it.dependency), DisplayText(it.range));
}

std::string Words(const w::DependencyOutside& it) {
  return fmt::format(
      "{} depends on {} at {}, which is outside of the repository: a change there can't be seen.",
      DisplayPath(it.manifest), DisplayText(it.dependency), DisplayPath(it.path));
}

std::string Words(const w::SeveralPackageManagers& it) {
  return fmt::format("{} has lockfiles of several package managers: {} counts, {} {} not.",
                     it.directory.empty() ? "The top of the repository" : DisplayPath(it.directory),
                     DisplayPath(it.taken), Names(it.others),
                     it.others.size() == 1 ? "does" : "do");
}

std::string Words(const w::BranchLockfile& it) {
  return fmt::format(
      "{} is the lockfile of one branch, and nobody can tell here whether it counts: the one "
      "without a branch is read.",
      DisplayPath(it.file));
}

std::string Words(const w::DynamicDependencies& it) {
  return fmt::format(
      "{} has dependencies that are made when it is built ({}): name what it needs in "
      "\"depends_on\".",
      DisplayPath(it.manifest), DisplayText(it.why));
}

std::string Words(const w::ServiceDeleted& it) {
  return fmt::format(
      "Service {} is not in the plan: {} does not exist in head any more. What it "
      "runs stays in the tag map; remove {} from the configuration.",
      DisplayPath(it.service), DisplayPath(it.path), DisplayText(it.pointer));
}

std::string Words(const w::PathDeleted& it) {
  return fmt::format(
      "{} does not exist in head any more, which counts as a change; remove {} from "
      "the configuration.",
      DisplayPath(it.path), DisplayText(it.pointer));
}

std::string Words(const w::TagMapUnreadable& it) {
  return fmt::format(
      "The tag map {} can't be read, so nobody can tell whether it changes after this plan: {}",
      DisplayPath(it.file), DisplayText(it.why));
}

std::string Words(const w::TagMapShadowed& it) {
  return fmt::format(
      "What {} says of {} does not count in {}: Terraform reads {} later, which sets it, too.",
      DisplayPath(it.file), DisplayPath(it.variable), DisplayText(it.environment),
      DisplayPath(it.by));
}

std::string Words(const w::TagVariableUndeclared& it) {
  return fmt::format(
      "The tags of {} in {} reach nothing: the root module {} declares no variable {}.",
      DisplayText(it.environment), DisplayPath(it.file),
      it.directory.empty() ? "at the top" : DisplayPath(it.directory), Names(it.variables));
}

std::string Words(const w::LiveServiceUnknown& it) {
  return fmt::format(
      "{} runs {} ({}), but the configuration knows no such service. Its tag stays in "
      "the tag map.",
      DisplayPath(it.service), DisplayPath(it.tag), DisplayText(it.source));
}

std::string Words(const w::LiveSourcesDisagree& it) {
  const auto says = [](const std::string& source, const std::string& tag) {
    return DisplayText(source) + (tag.empty() ? " knows no tag" : " says " + DisplayPath(tag));
  };
  std::string text =
      fmt::format("Live sources disagree about {}: {}, {}.", DisplayPath(it.service),
                  says(it.deciding_source, it.deciding_tag), says(it.other_source, it.other_tag));
  if (!it.relation) return text;
  const std::optional<std::uint64_t>& commits = it.relation->commits;
  if (it.relation->relation == graph::Relation::kBehind && commits) {
    text += fmt::format(" An untargeted apply from {} would roll it back {}.",
                        DisplayText(it.other_source), CountOf(*commits, "commit"));
  } else if (it.relation->relation == graph::Relation::kAhead && commits) {
    text += fmt::format(" {} is {} further.", DisplayText(it.other_source),
                        CountOf(*commits, "commit"));
  } else {
    text += " How many commits lie between them is not known.";
  }
  return text;
}

std::string Words(const w::LiveSourceUnreadable& it) {
  return fmt::format("{} can't be compared with what is live: {}.", DisplayText(it.source),
                     DisplayText(it.why));
}

// A line for each, because one whose commit is gone for good fails as a whole. A depth would turn a
// whole clone into a shallow one.
std::string FetchAdvice(const MissingCommits& missing, std::size_t most) {
  const std::string remote = RemoteWord(missing.remote);
  std::string advice;
  if (!missing.full.empty()) {
    advice = "To decide exactly, run:";
    for (std::size_t i = 0; i < std::min(missing.full.size(), most); ++i) {
      advice += fmt::format("\n  git fetch {}{} {}", missing.is_shallow ? "--depth=1 " : "", remote,
                            missing.full[i]);
    }
    if (missing.full.size() > most) {
      advice += fmt::format("\nand the same for {} more.", missing.full.size() - most);
    }
  }
  if (!missing.abbreviated.empty()) {
    if (!advice.empty()) advice += '\n';
    advice += fmt::format(
        "An abbreviated SHA can't be fetched by name ({}). Put whole SHAs into the tags, or run:\n"
        "  git fetch {}{}",
        FirstOf(missing.abbreviated, DisplayText, most), missing.is_shallow ? "--unshallow " : "",
        remote);
  }
  return advice;
}

std::string Words(const w::CommitsMissing& it, std::size_t most) {
  return "Some live commits are not in this clone, and may be younger than head. " +
         FetchAdvice(it.missing, most);
}

std::string Words(const w::TerraformChanged& it, std::size_t most) {
  std::string text = fmt::format("{} changed since {}; a targeted apply will not roll {} out:{}",
                                 CountOf(it.files.size(), "Terraform file"), ShortHex(it.since),
                                 it.files.size() == 1 ? "it" : "them", Lines(it.files));
  if (!it.modules.empty()) {
    text += "\nModules reached: " + FirstOf(it.modules, DisplayText, most) + ".";
  }
  if (!it.services.empty()) text += "\nServices reached: " + Names(it.services, most) + ".";
  return text;
}

std::string Words(const w::UnownedChanges& it) {
  return fmt::format(
      "{} changed since {} that no service, package, build input or ignore rule owns:{}",
      CountOf(it.files.size(), "file"), ShortHex(it.since), Lines(it.files));
}

std::string Words(const w::InputsMissing& it) {
  return "Dockerfiles read what no input of their service holds, so a change there makes nothing "
         "deploy (deltaplan audit tells more):" +
         LinesOf(it.builds, [](const w::InputsMissing::Build& build) {
           return fmt::format("{}: {} reads {}", DisplayPath(build.service),
                              DisplayPath(build.dockerfile), FirstOf(build.paths, DisplayPath));
         });
}

std::string Words(const w::InputsUndecided& it) {
  return "What these Dockerfiles read can't be told; where it is more than the inputs of their "
         "services, a change there makes nothing deploy (deltaplan audit tells more):" +
         LinesOf(it.builds, [](const w::InputsUndecided::Build& build) {
           return fmt::format("{}: {} ({})", DisplayPath(build.dockerfile),
                              FirstOf(build.causes, DisplayText),
                              FirstOf(build.services, DisplayPath));
         });
}

std::string Words(const w::ReplaceRefs&) {
  return "This repository has refs/replace/; git follows them, deltaplan compares the real "
         "commits.";
}

std::string Words(const w::IgnoredServiceDirectory& it) {
  return fmt::format(
      "An ignore rule hides the whole service directory {}: nothing in it can make a service "
      "deploy.",
      DisplayPath(it.path));
}

std::string Words(const w::InputIgnored& it) {
  return fmt::format(
      "Rules of \"ignore\" hide {} as a whole, so a change there makes nothing deploy:{}",
      CountOf(it.paths.size(), "input"), Lines(it.paths));
}

std::string Words(const w::HeadNotCheckedOut& it) {
  return fmt::format(
      "The work tree does not hold {}: images built from it would not be what their tag says.",
      ShortHex(it.head));
}

std::string Words(const w::TagUnchanged& it) {
  return fmt::format(
      "{} deploys under the tag that it runs, {}: Terraform sees no change and rolls nothing, and "
      "a "
      "registry with immutable tags refuses the push. Deploy another commit, or restart it.",
      DisplayPath(it.service), DisplayText(it.tag));
}

std::string Words(const w::PackageWithoutUsers& it) {
  std::vector<std::string> manifests;
  for (const std::string& manifest : it.manifests) manifests.push_back(DisplayPath(manifest));
  return fmt::format(
      "{} changed and reaches no service, because no \"depends_on\" names it; but these files do: "
      "{}. Add it to \"depends_on\" of what uses it.",
      DisplayPath(it.package), fmt::join(manifests, ", "));
}

std::string Words(const w::ServiceWithoutRoot& it) {
  return fmt::format(
      "No package manager that is read installs {}: there is no manifest at or below {}. So every "
      "package counts for it. Say with \"depends_on\" what it depends on, [] for nothing, or with "
      "\"manifest\" where its manifest lies.",
      DisplayPath(it.service), it.path.empty() ? "the top" : DisplayPath(it.path));
}

std::string Words(const w::FollowersLeftOut& it, std::size_t most) {
  const bool is_one = it.services.size() == 1;
  return fmt::format(
      "{} is rebuilt without {}, which {} built FROM it: {} the old image, and later plans call {} "
      "up to date. Plan {} together, or deploy {} later with --force.",
      DisplayPath(it.image), Names(it.services, most), is_one ? "is" : "are",
      is_one ? "it keeps" : "they keep", is_one ? "it" : "them", is_one ? "both" : "them all",
      is_one ? "it" : "them");
}

std::string Words(const w::RestartLeftOut& it) {
  return fmt::format(
      "{} restarts with {}, and this plan leaves it as it runs. No later one makes up for that.",
      DisplayPath(it.service), Names(it.leaders));
}

std::string Words(const w::HeldWithoutTag& it) {
  return fmt::format("{} is held and has no live tag, so the tag map has no entry for it.",
                     DisplayPath(it.service));
}

std::string Words(const w::VarFileMissing& it) {
  return fmt::format(
      "Head has no {}: what Terraform is given with it is not known, and defaults may be "
      "overridden. Paths of \"var_files\" are relative to the repository's root, not to {}.",
      DisplayPath(it.file), it.directory.empty() ? "the module" : DisplayPath(it.directory));
}

std::string Words(const w::WorkspaceDiffers& it) {
  std::vector<std::string> configured;
  for (const std::string& each : it.configured) configured.push_back(DisplayPath(each));
  return fmt::format(
      "TF_WORKSPACE is {}, and Terraform would follow it; what is said here is about {}, which the "
      "configuration names.",
      DisplayPath(it.variable), fmt::join(configured, ", "));
}

std::string Words(const w::TargetsUnresolved& it, std::size_t most) {
  const auto line = [&](const w::TargetsUnresolved::Resource& resource) {
    return fmt::format("{}: {}; {}", DisplayText(resource.address), DisplayText(resource.reason),
                       !resource.services.empty()
                           ? "it stays a target of " + Names(resource.services, most)
                       : it.state_was_read ? "only what the state has is a target"
                                           : "it is no target");
  };
  return "The instances of some resources that image tags reach can't be told from the files:" +
         LinesOf(it.resources, line, most);
}

std::string Words(const w::TargetWithoutService& it, std::size_t most) {
  if (it.resources.size() == 1 && it.resources.front().more == 0) {
    const w::TargetWithoutService::Resource& only = it.resources.front();
    return fmt::format(
        "{} ({}) {} and belongs to no service of the configuration.", DisplayText(only.address),
        At(only.declared),
        only.has_tag ? "has an image tag" : "runs an image that only Terraform knows");
  }
  const auto line = [](const w::TargetWithoutService::Resource& each) {
    const std::string more = each.more == 0 ? "" : fmt::format(" and {} more", each.more);
    return fmt::format("{}{} ({})", DisplayText(each.address), more, At(each.declared));
  };
  const bool all_have_tags =
      std::ranges::all_of(it.resources, &w::TargetWithoutService::Resource::has_tag);
  return fmt::format("What has an image tag{} and belongs to no service of the configuration:",
                     all_have_tags ? "" : ", or an image that only Terraform knows,") +
         LinesOf(it.resources, line, most);
}

std::string Words(const w::TargetWithoutInstance& it) {
  if (!it.why) {
    return fmt::format(
        "The state has {}, which the files do not make any more ({}): it is no target of {}, and "
        "an apply would destroy it.",
        DisplayText(it.address), At(it.declared), DisplayPath(it.service));
  }
  return fmt::format("{} ({}) has no instance, so a targeted apply can't roll {}: {}.",
                     DisplayText(it.address), At(it.declared), DisplayPath(it.service),
                     DisplayText(*it.why));
}

std::string Words(const w::TargetIgnoresImage& it) {
  return fmt::format("{} ({}) ignores changes of {}: a targeted apply does not roll {}.",
                     DisplayText(it.address), At(it.declared),
                     FirstOf(it.arguments, DisplayText, kEverything), DisplayPath(it.service));
}

std::string Words(const w::TargetUndeclared& it) {
  std::vector<std::string> lines;
  for (const w::TargetUndeclared::Address& each : it.addresses) {
    lines.push_back(fmt::format("{} ({})", each.address, each.service));
  }
  return fmt::format(
      "The Terraform files of {} declare nothing at {} written in \"targets\", so an apply of "
      "{} changes nothing:{}",
      RootName(it.directory), lines.size() == 1 ? "an address" : "addresses",
      lines.size() == 1 ? "it" : "them", Lines(lines));
}

std::string Words(const w::TargetRolledElsewhere& it) {
  return fmt::format(
      "{} ({}) has the deployment controller {}: Terraform can't roll {}, and refuses a new task "
      "definition.",
      DisplayText(it.address), At(it.declared), DisplayText(it.controller),
      DisplayPath(it.service));
}

std::string Words(const w::TargetHoldsOtherTag& it) {
  return fmt::format(
      "{} ({}) is a target of {} alone and holds the tag of {}, too: a deploy of {} leaves it "
      "there "
      "until {} deploys.",
      DisplayText(it.address), At(it.declared), DisplayPath(it.holder), DisplayPath(it.service),
      DisplayPath(it.service), DisplayPath(it.holder));
}

std::string Words(const w::ServiceWithoutTarget& it) {
  std::string text = DisplayPath(it.service) + " has no Terraform address";
  std::vector<std::string> without;
  for (const w::ServiceWithoutTarget::Resource& resource : it.without_it) {
    without.push_back(fmt::format("{} ({})", DisplayText(resource.address), At(resource.declared)));
  }
  if (!without.empty()) {
    text += fmt::format(": {} {} no instance for it", fmt::join(without, ", "),
                        without.size() == 1 ? "has" : "have");
  } else if (it.empty_directory) {
    text +=
        fmt::format(": no Terraform file of {} declares anything", RootName(*it.empty_directory));
  }
  return text + ".";
}

std::string Words(const w::MovedNotApplied& it) {
  return fmt::format(
      "The state still has {}, which is moved to {} ({}): Terraform refuses targeted runs until an "
      "apply without targets has moved it.",
      DisplayText(it.from), DisplayText(it.to), At(it.declared));
}

std::string Words(const w::RolloutInProgress& it) {
  const std::string name = DisplayPath(it.service);
  if (it.revision.empty()) {
    return name + " is updated right now; what it will run counts as live.";
  }
  return fmt::format("A rollout of {} is under way; {} counts as live.", name,
                     DisplayText(it.revision));
}

std::string Words(const w::RolloutFailed& it) {
  const std::string name = DisplayPath(it.service);
  if (it.revision.empty()) {
    return fmt::format("The last update of {} has failed{} So it deploys.", name,
                       Because(it.reason));
  }
  return fmt::format(
      "The rollout of {} by {} has failed{} {}", DisplayText(it.revision), name, Because(it.reason),
      it.running.empty()
          ? "Nothing else has come up, so it deploys."
          : DisplayText(it.running) + " is what runs and counts as live; it deploys.");
}

std::string Words(const w::LiveTagUnknown& it) {
  return fmt::format(
      "What {} runs can't be told: {}. It counts as never deployed; give its tag with {}.",
      DisplayPath(it.service), DisplayText(it.why), ShownCommand({"--live", it.service + "=TAG"}));
}

std::string Words(const w::LiveNotTold&) {
  return "Nothing says what is live, so each service deploys as one that was never deployed. Say "
         "it "
         "with --live SERVICE=TAG, --live-file FILE, or \"live\" of an environment.";
}

std::string Words(const w::PushedCountsAsLive& it, std::size_t most) {
  return fmt::format(
      "Nothing but ECR says what runs of {}: an image counts as live once it is pushed, also where "
      "it was never rolled. Name a source beside \"ecr\" that is compared with it.",
      Names(it.services, most));
}

std::string Words(const w::ServiceParked& it) {
  return fmt::format("{} is parked: its desired count is 0. What it would run counts as live.",
                     DisplayPath(it.service));
}

std::string Words(const w::ServiceMissing& it) {
  using Kind = w::ServiceMissing::Kind;
  const std::string start = DisplayPath(it.service) + " is not live: ";
  const std::string name = DisplayPath(it.name);
  const std::string where = DisplayText(it.where);
  switch (it.kind) {
    case Kind::kEcsService:
      break;
    case Kind::kDrainingEcsService:
      return start +
             fmt::format("service {} of {} drains; ECS takes no update for it.", name, where);
    case Kind::kFunction:
      return start + fmt::format("there is no function {} in {}.", name, where);
    case Kind::kParameter:
      return start + fmt::format("there is no parameter {} in {}.", name, where);
    case Kind::kTagOfRepository:
      return start + fmt::format("none of the {} tags of repository {} in {} fits the tag pattern.",
                                 it.tags, name, where);
  }
  return start + fmt::format("{} has no service {}.", where, name);
}

}  // namespace

std::string WarningMessage(const Warning& warning, std::size_t most) {
  return std::visit(
      [most](const auto& each) {
        if constexpr (requires { Words(each, most); }) {
          return Words(each, most);
        } else {
          return Words(each);
        }
      },
      warning);
}

}  // namespace deltaplan::planner
