#include "planner/report/sentences.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

std::string HeadText(const Head& head, bool say_dirty) {
  std::string text = "head ";
  if (!head.tag.empty() && head.commit.ToHex().starts_with(head.tag)) {
    text += head.tag;
  } else {
    text += ShortHex(head.commit) + " (tag " + DisplayText(head.tag) + ")";
  }
  if (head.dirty && say_dirty) text += " with uncommitted changes";
  return text;
}

std::string ChangeText(const Reason& reason, std::size_t width) {
  std::string rest = " changed";
  if (reason.files) rest += " (" + CountOf(reason.file_count, "file") + ")";
  const std::size_t path_width = width - std::min(width, rest.size());
  return ShortenMiddle(ShownPath(reason.input.value_or("")), path_width) + rest;
}

// "lodash 4.17.20 -> 4.17.21", "left-pad 1.3.0 added", "react-dom 18.2.0 (edges)"
std::string PackageText(const PackageChange& package) {
  const auto versions = [](const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& version : all) {
      text += (text.empty() ? "" : ", ") + DisplayText(version);
    }
    return text;
  };
  const std::string name = DisplayText(package.name);
  const std::string before = versions(package.before);
  const std::string after = versions(package.after);
  const auto with = [](const std::string& version) { return version.empty() ? "" : " " + version; };
  switch (package.change) {
    case PackageChangeKind::kAdded:
      return name + with(after) + " added";
    case PackageChangeKind::kRemoved:
      return name + with(before) + " removed";
    case PackageChangeKind::kVersion:
      return name + with(before) + " -> " + after;
    case PackageChangeKind::kSource:
    case PackageChangeKind::kContent:
    case PackageChangeKind::kEdges:
      break;
  }
  return name + (before == after ? with(after) : with(before) + " -> " + after) + " (" +
         PackageChangeKindName(package.change) + ")";
}

constexpr std::size_t kMostPackagesTold = 3;

std::string LockfileText(const Reason& reason) {
  std::string text = ShownPath(reason.input.value_or("")) + " changed for it";
  const auto* changed = std::get_if<ChangedPackages>(&reason.details);
  if (changed == nullptr || changed->packages.empty()) return text;
  text += ": ";
  const std::size_t told = std::min(changed->packages.size(), kMostPackagesTold);
  for (std::size_t i = 0; i < told; ++i) {
    text += (i == 0 ? "" : ", ") + PackageText(changed->packages[i]);
  }
  if (changed->count > told) text += " and " + std::to_string(changed->count - told) + " more";
  return text;
}

std::string UnreadableText(const Reason& reason) {
  const auto& side = std::get<UnreadableSide>(reason.details);
  const std::string file = ShownPath(reason.input.value_or(""));
  const std::string where = side.at_head ? " in head" : " at the baseline";
  switch (side.cause) {
    case ReadCause::kVersion:
      return file + where + " has a version of its format that is not known";
    case ReadCause::kSyntax:
      return file + where + " is not valid";
    case ReadCause::kConflict:
      return file + where + " holds conflict markers";
    case ReadCause::kMissing:
      return file + " is missing" + where;
    case ReadCause::kBlobMissing:
      return file + where + " is not in this clone";
    case ReadCause::kTooLarge:
      return file + where + " is too large";
    case ReadCause::kUnknownReference:
      return file + where + " names something that it does not hold";
  }
  return "";
}

std::string SettingsText(const Reason& reason) {
  std::string text = "settings in " + ShownPath(reason.input.value_or("")) + " changed";
  const auto* changed = std::get_if<ChangedSettings>(&reason.details);
  if (changed == nullptr || changed->keys.empty()) return text;
  std::string keys;
  for (const std::string& key : changed->keys) {
    keys += (keys.empty() ? "" : ", ") + DisplayText(key);
  }
  return text + " (" + keys + ")";
}

std::string ClosureText(const Reason& reason) {
  const auto& change = std::get<ClosureChange>(reason.details);
  return ShownPath(change.package) +
         (change.joined ? " joined its dependencies" : " left its dependencies");
}

std::string WithDetail(std::string text, const Reason& reason) {
  return reason.detail ? text + " (" + DisplayText(*reason.detail) + ")" : text;
}

std::string NothingToDeployText(const Plan& plan) {
  const std::size_t all = plan.services.size();
  const auto unchanged =
      static_cast<std::size_t>(std::ranges::count_if(plan.services, IsPlainSkip));
  const std::size_t held = all - unchanged;
  std::string text = plan.base ? "Nothing would deploy: " : "Nothing to deploy: ";
  if (all == 0) return text + "there are no services.";
  if (unchanged == all) {
    return text + (all == 1 ? "the only service is unchanged."
                            : "all " + CountOf(all, "service") + " are unchanged.");
  }
  if (held == all) {
    return text + (all == 1 ? "the only service is held."
                            : "all " + CountOf(all, "service") + " are held.");
  }
  return text + std::to_string(unchanged) + " of " + CountOf(all, "service") +
         (unchanged == 1 ? " is" : " are") + " unchanged, " + std::to_string(held) +
         (held == 1 ? " is" : " are") + " held.";
}

}  // namespace

std::string CountOf(std::uint64_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " ";
  text += noun;
  if (count != 1) text += 's';
  return text;
}

const char* StatusName(graph::ChangeStatus status) {
  switch (status) {
    case graph::ChangeStatus::kAdded:
      return "added";
    case graph::ChangeStatus::kDeleted:
      return "deleted";
    case graph::ChangeStatus::kModified:
      return "modified";
    case graph::ChangeStatus::kModeChanged:
      return "mode_changed";
    case graph::ChangeStatus::kTypeChanged:
      return "type_changed";
  }
  return "";
}

char StatusLetter(graph::ChangeStatus status) {
  switch (status) {
    case graph::ChangeStatus::kAdded:
      return 'A';
    case graph::ChangeStatus::kDeleted:
      return 'D';
    case graph::ChangeStatus::kModified:
      return 'M';
    case graph::ChangeStatus::kModeChanged:
      return 'X';
    case graph::ChangeStatus::kTypeChanged:
      return 'T';
  }
  return '?';
}

std::string ChangedFileText(const graph::FileChange& file) {
  return std::string(1, StatusLetter(file.status)) + " " + ShownPath(file.path);
}

std::string ShortHex(const graph::ObjectId& commit) { return commit.ToHex().substr(0, 12); }

std::string PlanAgainCommand(const std::optional<std::string>& environment,
                             const std::optional<std::string>& directory) {
  std::vector<std::string> words{"deltaplan", "plan"};
  if (environment) words.insert(words.end(), {"--env", *environment});
  if (directory) words.insert(words.end(), {"--out", *directory});
  return ShownCommand(words);
}

std::string RootText(const TerraformRoot& root) {
  std::string text = root.dir.empty() ? "." : root.dir;
  if (root.workspace) text += " workspace " + *root.workspace;
  for (const std::string& file : root.var_files) text += " -var-file=" + file;
  for (const auto& [name, value] : root.vars) text += " -var " + name + "=" + value;
  return text;
}

std::string ShownPath(std::string_view path) { return path.empty() ? "." : DisplayPath(path); }

std::string ReasonHeadline(const Reason& reason, std::size_t width) {
  // The details of reasons that are no changes say all there is to say.
  const auto detail_or = [&reason](const char* text) {
    std::string_view detail = reason.detail ? std::string_view(*reason.detail) : "";
    if (detail.ends_with('.')) detail.remove_suffix(1);
    return detail.empty() ? text : DisplayText(detail);
  };
  switch (reason.code) {
    case ReasonCode::kServiceChanged:
    case ReasonCode::kPackageChanged:
    case ReasonCode::kBuildInputChanged:
      return ChangeText(reason, width);
    case ReasonCode::kDependenciesChanged:
      return ClosureText(reason);
    case ReasonCode::kSettingsChanged:
      return SettingsText(reason);
    case ReasonCode::kLockfileChanged:
      return LockfileText(reason);
    case ReasonCode::kManifestUnreadable:
    case ReasonCode::kLockfileUnreadable:
      return WithDetail(UnreadableText(reason), reason);
    case ReasonCode::kBaseImageChanged:
      // Either a path that reaches the service through a base image, or the base image itself.
      return reason.via.size() > 2
                 ? ChangeText(reason, width)
                 : "base image " + DisplayPath(reason.input.value_or("")) + " is rebuilt";
    case ReasonCode::kBuildChanged:
      return "build of " + DisplayPath(reason.input.value_or("")) + " changed" +
             (reason.detail ? " (" + DisplayText(*reason.detail) + ")" : "");
    case ReasonCode::kNeverDeployed:
      return detail_or("no live tag is known");
    case ReasonCode::kBootstrapTag:
      return detail_or("the live tag is a placeholder for the first deploy");
    case ReasonCode::kTagWithoutCommit:
      return detail_or("the live tag names no commit");
    case ReasonCode::kCommitNotFound:
      return detail_or("the commit of the live tag is not in this clone");
    case ReasonCode::kCommitAmbiguous:
      return detail_or("the live tag may name any of several commits");
    case ReasonCode::kDirtyBaseline:
      return detail_or("the live image was built from a work tree that no commit holds");
    case ReasonCode::kRolloutFailed:
      return detail_or("what was rolled last did not come up");
    case ReasonCode::kForced:
      return reason.detail ? "forced: " + detail_or("") : "forced";
    case ReasonCode::kRestartedWith:
      return "restarts with " + DisplayPath(reason.input.value_or("")) + "; its image stays";
    case ReasonCode::kUnchanged:
      return detail_or("unchanged");
    case ReasonCode::kHeld:
      return detail_or("held");
  }
  return "";
}

std::string ViaText(const Reason& reason) {
  return reason.via.size() > 2 ? StepsText(reason.via) : "";
}

std::string StepsText(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) {
    if (!text.empty()) text += " -> ";
    text += ShownPath(step);
  }
  return text;
}

std::string ReasonSentence(const Reason& reason) {
  const std::string via = ViaText(reason);
  return ReasonHeadline(reason) + (via.empty() ? "" : ", via " + via);
}

std::string RelationText(const Live& live) {
  const auto with_commits = [&live](const std::string& direction) {
    return live.commits ? CountOf(*live.commits, "commit") + " " + direction : direction;
  };
  switch (live.relation) {
    case graph::Relation::kSame:
      return "same";
    case graph::Relation::kBehind:
      return with_commits("behind");
    case graph::Relation::kAhead:
      return with_commits("ahead");
    case graph::Relation::kDiverged:
      return "diverged";
    case graph::Relation::kUnknown:
      return "relation unknown";
  }
  return "";
}

std::string FailedSinceText(const std::string& service, const Rollout& rollout) {
  std::string_view reason = rollout.reason;
  if (reason.ends_with('.')) reason.remove_suffix(1);
  return fmt::format("{} is to be skipped, and its rollout{} has failed since{}{}",
                     DisplayPath(service),
                     rollout.revision.empty() ? "" : " (" + DisplayText(rollout.revision) + ")",
                     reason.empty() ? "" : ": ", DisplayText(reason));
}

std::string ComparisonText(const Plan& plan) {
  const bool with_work_tree = plan.base && plan.base->working_tree;
  std::string text = HeadText(plan.head, !with_work_tree);
  if (plan.to_map) return text + ", the tag map against what is live";
  if (!plan.base) return text + " against what is live";
  if (with_work_tree) text += " and the working tree";
  const std::vector<graph::ObjectId>& bases = plan.base->merge_bases;
  text += bases.size() == 1 ? " against the merge base with " : " against the merge bases with ";
  text += DisplayText(plan.base->revision);
  for (const graph::ObjectId& commit : bases) text += ", " + ShortHex(commit);
  return text;
}

std::string HowToGiveTags(TagsPlace place, const std::string& plan) {
  switch (place) {
    case TagsPlace::kTagMap:
      return "Change the tags where they stand with deltaplan tags set --from " + plan;
    case TagsPlace::kOneForAll:
      return "Plan with --force '*', so that all services get the new tag";
    case TagsPlace::kParameters:
      return "Make the calls that deltaplan tags set --print ssm --from " + plan + " prints";
    case TagsPlace::kUnknown:
      break;
  }
  return "Change the tags where Terraform reads them, or name that place in \"image_tags\"";
}

std::string SummaryText(const Plan& plan) {
  const std::size_t deploy = plan.deploy_count();
  const std::size_t skip = plan.services.size() - deploy;
  std::string text;
  if (deploy == 0) {
    text = NothingToDeployText(plan);
  } else {
    text = std::to_string(deploy) + " of " + CountOf(plan.services.size(), "service") +
           (plan.base ? " would deploy" : " to deploy");
    const auto restarts = static_cast<std::size_t>(
        std::ranges::count(plan.services, true, &PlannedService::restarts));
    if (restarts > 0) text += ", " + std::to_string(restarts) + " of them only to restart";
    if (skip > 0) text += ", " + std::to_string(skip) + (plan.base ? " would not" : " to skip");
    text += '.';
  }
  if (!plan.images.empty()) {
    const std::size_t last_wave =
        std::ranges::max_element(plan.images, {}, &PlannedImage::wave)->wave;
    text += " " + CountOf(plan.images.size(), "image") + " to build in " +
            CountOf(last_wave + 1, "wave") + ".";
  }
  return text;
}

bool IsPlainSkip(const PlannedService& service) {
  return service.decision == Decision::kSkip && service.reasons.size() == 1 &&
         service.reasons.front().code == ReasonCode::kUnchanged;
}

std::size_t FoldedSkips(const Plan& plan) {
  const auto skips = static_cast<std::size_t>(std::ranges::count_if(plan.services, IsPlainSkip));
  return skips > kMostPlainSkipsListed ? skips : 0;
}

}  // namespace deltaplan::planner
