#include "planner/report/refusal_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "planner/report/promotion_report.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

namespace r = refusals;

std::string Bulleted(const std::vector<std::string>& lines) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), kMost); ++i) {
    text += (i == 0 ? "  - " : "\n  - ") + lines[i];
  }
  if (lines.size() > kMost) text += fmt::format("\n  - and {} more", lines.size() - kMost);
  return text;
}

std::vector<std::string> LinesOf(const std::vector<DirtyFile>& files) {
  std::vector<std::string> lines;
  for (const DirtyFile& file : files) {
    std::string line = DisplayPath(file.path) + (file.untracked ? " (untracked)" : "");
    if (!file.unclear.empty()) line += " (can't be told: " + DisplayText(file.unclear) + ")";
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string Words(const r::Dirty& it) {
  return fmt::format(
      "The work tree differs from HEAD inside inputs, so the tag would not say what the images "
      "hold:\n{}\nCommit or remove these changes, or pass --allow-dirty.",
      Bulleted(LinesOf(it.files)));
}

const char* WhatToDeploy(bool to_map) {
  return to_map ? "Let the tag map name what holds that"
                : "Deploy a commit that holds what is live";
}

std::string Words(const r::Rollback& it) {
  const char* goal = it.to_map ? "what the tag map names" : "head";
  std::vector<std::string> lines;
  for (const r::Rollback::Service& service : it.services) {
    const bool is_ahead = service.relation == graph::Relation::kAhead;
    lines.push_back(fmt::format("{}: live {} is {} {}{}", DisplayPath(service.name),
                                DisplayText(service.live_tag),
                                is_ahead ? "ahead of" : "not older than", goal,
                                is_ahead ? "" : ", and the history between is missing"));
  }
  return fmt::format(
      "Deploying would take these services back from what they run:\n{}\n{}, or pass "
      "--allow-rollback.",
      Bulleted(lines), WhatToDeploy(it.to_map));
}

std::string Words(const r::WithoutAddress& it) {
  std::vector<std::string> lines;
  for (const std::string& service : it.services) lines.push_back(DisplayPath(service));
  return fmt::format(
      "These services are to be deployed, and no Terraform address rolls them:\n{}\nAdd them to "
      "\"targets\" (deltaplan targets shows what is known), hold them with --hold NAME, or leave "
      "out --strict.",
      Bulleted(lines));
}

std::string Words(const r::Diverged& it) {
  const char* goal = it.to_map ? "the mapped tag's" : "head's";
  std::vector<std::string> lines;
  for (const r::Diverged::Service& service : it.services) {
    lines.push_back(fmt::format("{}: live {} is not part of {} history", DisplayPath(service.name),
                                DisplayText(service.live_tag), goal));
  }
  return fmt::format(
      "Deploying would take from these services what {} history does not hold:\n{}\n{}, or pass "
      "--allow-diverged. Where that is usual, after squash "
      "merges or on release branches, say \"allow_diverged\": true in the environment.",
      goal, Bulleted(lines), WhatToDeploy(it.to_map));
}

std::string Words(const r::Strict& it) {
  std::string text;
  const auto add = [&text](std::string_view what, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text += fmt::format("{}:\n{}\n", what, Bulleted(lines));
  };
  std::vector<std::string> undetermined;
  for (const r::Strict::Undetermined& service : it.undetermined) {
    undetermined.push_back(
        fmt::format("{}: {}{}", DisplayPath(service.name), ReasonCodeName(service.reason),
                    service.detail ? " (" + DisplayText(*service.detail) + ")" : ""));
  }
  add("The baseline of these services can't be determined", undetermined);
  std::vector<std::string> unknown;
  for (const r::Strict::UnknownRelation& service : it.unknown_relations) {
    unknown.push_back(
        fmt::format("{}: live {}", DisplayPath(service.name), DisplayText(service.live_tag)));
  }
  add("Whether these services run something older or newer than head can't be told", unknown);
  std::vector<std::string> sources;
  for (const std::string& source : it.unreadable_sources) sources.push_back(DisplayText(source));
  add("These live sources can't be read", sources);
  std::vector<std::string> packages;
  for (const std::string& package : it.packages_without_users) {
    packages.push_back(DisplayPath(package));
  }
  add("These packages changed, manifests use them, and no service depends on them", packages);
  std::vector<std::string> rootless;
  for (const std::string& service : it.services_without_root) {
    rootless.push_back(DisplayPath(service));
  }
  add("Nothing says what these services depend on, so every package counts for them", rootless);
  return text + "Mend it, name the service with --force, or leave out --strict.";
}

std::string Words(const r::RolloutsInProgress& it) {
  std::vector<std::string> lines;
  for (const r::RolloutsInProgress::Service& service : it.services) {
    lines.push_back(DisplayPath(service.name) +
                    (service.revision.empty() ? "" : ": " + DisplayText(service.revision)));
  }
  return fmt::format(
      "These services still roll out, so nobody knows whether that comes up:\n{}\nWait for them, "
      "pass --allow-in-progress, or leave out --strict.",
      Bulleted(lines));
}

std::string Words(const r::TagMapMoved& it) {
  using Kind = r::TagMapMoved::Kind;
  if (it.kind != Kind::kChanged) {
    return fmt::format("The tag map '{}' {}; nothing was written. Plan again.",
                       DisplayText(it.file),
                       it.kind == Kind::kAppeared
                           ? "can be read, which it could not when the plan was made"
                           : "is not there any more, or not where the configuration looks for it");
  }
  std::vector<std::string> lines;
  for (const TagChange& found : it.found) {
    lines.push_back(fmt::format("{} has {}, expected {}", DisplayPath(found.service),
                                DisplayPath(found.after.value_or("no tag")),
                                DisplayPath(found.before.value_or("none"))));
  }
  return fmt::format(
      "The tag map '{}' is not what was expected any more; nothing was written:\n{}\nSomebody has "
      "deployed meanwhile: plan again.",
      DisplayText(it.file), Bulleted(lines));
}

std::string Words(const r::LiveMoved& it) {
  std::vector<std::string> lines;
  for (const r::LiveMoved::Service& service : it.services) {
    const TagChange& change = service.change;
    if (service.failed) {
      lines.push_back(FailedSinceText(change.service, *service.failed));
      continue;
    }
    lines.push_back(fmt::format(
        "{} ran {} when the plan was made, and {}", DisplayPath(change.service),
        DisplayText(change.before.value_or("nothing")),
        service.why.empty() ? "runs " + DisplayText(change.after.value_or("nothing")) + " now"
                            : "nobody can tell what it runs now: " + DisplayText(service.why)));
  }
  return fmt::format(
      "Somebody has deployed since the plan was made; nothing was written:\n{}\nPlan again: {}",
      Bulleted(lines), it.again);
}

std::string Words(const r::HeadDiffers& it) {
  return fmt::format(
      "The plan was made for commit {}, but {} is {}; nothing was written.\nPlan again, or name "
      "the planned commit with --head.",
      DisplayText(it.planned.substr(0, 10)), DisplayText(it.revision),
      DisplayText(it.commit.substr(0, 10)));
}

std::string Words(const r::PromotionNotUp& it) {
  std::vector<std::string> lines;
  bool has_failed = false;
  for (const r::PromotionNotUp::Service& service : it.services) {
    has_failed = has_failed || service.has_failed;
    const std::string what =
        service.revision.empty() ? "its last update" : DisplayText(service.revision);
    lines.push_back(fmt::format("{}: {} {}{}", DisplayPath(service.name), what,
                                service.has_failed ? "has failed" : "still rolls out",
                                service.reason.empty() ? "" : ": " + DisplayText(service.reason)));
  }
  return fmt::format(
      "{} does not run what was rolled there last; nothing was written:\n{}\nPromote only others "
      "with --service, {}.",
      DisplayText(it.from), Bulleted(lines),
      has_failed ? "or deploy these again" : "wait for these, or pass --allow-in-progress");
}

// How what an environment runs stands to what it would get, or to head: later, apart, or perhaps.
std::string LaterText(const Live& live) {
  return live.relation == graph::Relation::kUnknown
             ? "not older, and the history between is missing"
             : RelationText(live);
}

std::string Words(const r::PromotionGoesBack& it) {
  std::vector<std::string> lines;
  for (const r::PromotionGoesBack::Service& service : it.services) {
    lines.push_back(fmt::format("{} {}: {} runs {}, {}", DisplayPath(service.name),
                                DisplayText(service.tag), DisplayText(it.to),
                                DisplayText(service.live.tag), LaterText(service.live)));
  }
  return fmt::format(
      "{} runs what is later than, or apart from, the tags of {}; nothing was written:\n{}\n"
      "Promote only others with --service, or go back with --allow-rollback, or --allow-diverged "
      "where it is another line.",
      DisplayText(it.to), DisplayText(it.from), Bulleted(lines));
}

std::string Words(const r::PromotionNotMerged& it) {
  std::vector<std::string> lines;
  for (const r::PromotionNotMerged::Service& service : it.services) {
    lines.push_back(
        fmt::format("{} {}: {}", DisplayPath(service.name), DisplayText(service.tag),
                    service.live ? LaterText(*service.live) : "its commit is not in this clone"));
  }
  return fmt::format(
      "{} has tags whose commits are not in the history of head; nothing was written:\n{}\n"
      "Promote from a head that has merged them (git fetch brings one that is newer), or only "
      "others with --service, or pass "
      "--allow-diverged.",
      DisplayText(it.from), Bulleted(lines));
}

std::string Words(const r::PromotionTooYoung& it) {
  std::vector<std::string> lines;
  for (const r::PromotionTooYoung::Service& service : it.services) {
    lines.push_back(fmt::format("{} {}{}", DisplayPath(service.name), DisplayText(service.tag),
                                service.age ? " is live for " + AgeText(*service.age)
                                            : ": since when it is live is not known"));
  }
  return fmt::format(
      "Some tags of {} are younger than {}; nothing was written:\n{}\nWait, promote only others "
      "with --service, or ask for less with --min-age.",
      DisplayText(it.from), AgeText(it.min_age), Bulleted(lines));
}

std::string Words(const r::NothingToRollBackTo& it) {
  using Kind = r::NothingToRollBackTo::Kind;
  std::vector<std::string> services;
  for (const std::string& service : it.services) services.push_back(DisplayPath(service));
  std::string what;
  switch (it.kind) {
    case Kind::kNeverTheTag:
      what = fmt::format("'{}' was never the tag of '{}'.", DisplayText(it.tag), services.front());
      break;
    case Kind::kFewerTags:
      what = fmt::format("'{}' had {} before its present one, not {}.", services.front(),
                         CountOf(it.known, "tag"), it.asked);
      break;
    case Kind::kFewerStates:
      what = fmt::format("The map has {}, not {}.", CountOf(it.known, "earlier state"), it.asked);
      break;
    case Kind::kNothingLiveBefore:
      what = fmt::format("Before that, nothing was live of: {}.", fmt::join(services, ", "));
      break;
  }
  return what +
         " Nothing was written.\nSee what there is: deltaplan tags history. A map's past is known "
         "from the file beside it and from its versions in git.";
}

std::string Words(const r::ImagesMissing& it) {
  std::vector<std::string> lines;
  for (const ImageFacts& image : it.images) {
    std::vector<std::string> services;
    for (const std::string& service : image.wanted.services) {
      services.push_back(DisplayPath(service));
    }
    lines.push_back(
        fmt::format("{} of {}", DisplayText(image.wanted.reference), fmt::join(services, ", ")));
  }
  return fmt::format(
      "Their registry does not have these images, so nothing can start them:\n{}\nNothing was "
      "written. Push them, or choose other tags; --allow-missing-images goes on all the same.",
      Bulleted(lines));
}

std::string Words(const r::ImagesOfOtherPlatform& it) {
  const auto shown = [](const std::vector<std::string>& platforms) {
    return DisplayText(fmt::format("{}", fmt::join(platforms, ", ")));
  };
  std::vector<std::string> lines;
  for (const ImageFacts& image : it.images) {
    lines.push_back(fmt::format("{}: it is for {}", DisplayText(image.wanted.reference),
                                shown(image.found.platforms)));
  }
  return fmt::format(
      "The registry has images of this commit that do not run on {}:\n{}\nRemove them there, or "
      "commit anew, so that they get another tag. Who has built them?",
      shown(it.platforms), Bulleted(lines));
}

std::string Words(const r::AnotherAccount& it) {
  return fmt::format(
      "This is account {}, as {}, and {} is in {}.\nGive the profile of that account "
      "(AWS_PROFILE), or correct \"account\" of {} in the configuration.",
      DisplayText(it.account), DisplayText(it.arn), DisplayPath(it.environment),
      DisplayText(it.wanted), DisplayPath(it.environment));
}

std::string Words(const r::NotADeployer& it) {
  return fmt::format("{} may not deploy to {}.\n\"deployers\" in the configuration says who may.",
                     DisplayText(it.arn), DisplayPath(it.environment));
}

std::string Words(const r::WorkTreeDiffers& it) {
  return fmt::format(
      "The work tree is not {}, and Terraform's files are taken from it, so a tag would not say "
      "what runs:\n{}\nCommit or stash them, or let .gitignore name them; then leave it alone "
      "until "
      "the release is done.",
      DisplayText(it.commit.substr(0, 12)), Bulleted(LinesOf(it.files)));
}

std::string Words(const r::WorkspaceNotSelected& it) {
  const std::string directory = it.directory.empty() ? "." : it.directory;
  const std::string remedy =
      it.by_variable ? "Run with TF_WORKSPACE unset or the same."
                     : "Select it:\n  " + ShownCommand({"terraform", "-chdir=" + directory,
                                                        "workspace", "select", it.wanted});
  return fmt::format("Terraform's workspace in {} is {}, and {} is in {}.\n{}",
                     DisplayPath(directory), DisplayPath(it.selected), DisplayPath(it.environment),
                     DisplayPath(it.wanted), remedy);
}

std::string ListOf(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) shown.push_back(DisplayPath(name));
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string Words(const r::ReleasedMeanwhile& it) {
  std::vector<std::string> lines;
  for (const r::ReleasedMeanwhile::Service& service : it.services) {
    lines.push_back(fmt::format("{}: {} {}; the plan goes from {} to {}", DisplayPath(service.name),
                                service.in_map ? "the tag map has" : "it runs",
                                service.runs.empty() ? "nothing" : DisplayText(service.runs),
                                DisplayText(service.live_tag.value_or("nothing")),
                                service.tag.empty() ? "nothing" : DisplayText(service.tag)));
  }
  if (!it.left) {
    return fmt::format(
        "Somebody else has released since this plan was made:\n{}\nNothing was done. Plan again; "
        "what this release has left is theirs now.",
        Bulleted(lines));
  }
  const std::string restarts =
      it.left->not_restarted.empty()
          ? std::string()
          : fmt::format(
                " It has not restarted {}: where that is still needed, use the cloud's own "
                "command.",
                ListOf(it.left->not_restarted));
  return fmt::format(
      "Somebody else has released since the release of {} that began at {} and has not "
      "ended:\n{}\nIt is given up.{} The next plan in this directory clears it away.",
      DisplayText(it.left->tag), DisplayText(it.left->began), Bulleted(lines), restarts);
}

std::string Words(const r::ApplyUnfinished& it) {
  const std::string plan = ShownCommand({it.directory});
  const std::string known =
      it.since.empty()
          ? "Nothing says that the apply of this plan has begun, nor that it has ended, so nobody "
            "knows what of it was done."
          : fmt::format(
                "The apply that began at {} has not ended, so nobody knows what of it was "
                "done.",
                DisplayText(it.since));
  return fmt::format(
      "{} Waiting would not finish it.\nPlan the same targets again with Terraform, check that "
      "plan with deltaplan verify --plan {}, apply it, then run\n  deltaplan release wait --plan "
      "{}",
      known, plan, plan);
}

}  // namespace

std::string RefusalMessage(const Refusal& refusal) {
  return std::visit([](const auto& each) { return Words(each); }, refusal);
}

std::string RefusedText(const Refusals& refusals) {
  std::string text;
  for (const Refusal& refusal : refusals) {
    text += text.empty() ? "refused (" : ", ";
    text += CodeOf(refusal);
  }
  return text.empty() ? text : text + ')';
}

}  // namespace deltaplan::planner
