#include "planner/report/refusal_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "planner/report/promotion_report.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"

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

std::string Words(const r::Dirty& it) {
  std::vector<std::string> lines;
  for (const DirtyFile& file : it.files) {
    lines.push_back(DisplayPath(file.path) + (file.untracked ? " (untracked)" : ""));
  }
  return fmt::format(
      "The work tree differs from HEAD inside inputs, so the tag would not say what the images "
      "hold:\n{}\nCommit or remove these changes, or pass --allow-dirty.",
      Bulleted(lines));
}

std::string Words(const r::Rollback& it) {
  std::vector<std::string> lines;
  for (const r::Rollback::Service& service : it.services) {
    lines.push_back(
        fmt::format("{}: live {} is {}", DisplayPath(service.name), DisplayText(service.live_tag),
                    service.relation == graph::Relation::kAhead ? "ahead of head"
                                                                : "not part of head's history"));
  }
  return fmt::format(
      "Deploying would take these services back from what they run:\n{}\nDeploy a commit that "
      "holds what is live, or pass --allow-rollback.",
      Bulleted(lines));
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

std::string Words(const r::Undetermined& it) {
  std::vector<std::string> lines;
  for (const r::Undetermined::Service& service : it.services) {
    lines.push_back(fmt::format("{}: {}{}", DisplayPath(service.name),
                                ReasonCodeName(service.reason),
                                service.detail ? " (" + DisplayText(*service.detail) + ")" : ""));
  }
  return fmt::format(
      "The baseline of these services can't be determined:\n{}\nMend it, name the service with "
      "--force, or leave out --strict.",
      Bulleted(lines));
}

std::string Words(const r::TagMapMoved& it) {
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

std::string Words(const r::PromotionGoesBack& it) {
  std::vector<std::string> lines;
  for (const r::PromotionGoesBack::Service& service : it.services) {
    lines.push_back(fmt::format("{} {}: {} runs {}, {}", DisplayPath(service.name),
                                DisplayText(service.tag), DisplayText(it.to),
                                DisplayText(service.live.tag), RelationText(service.live)));
  }
  return fmt::format(
      "{} runs what is later than, or apart from, the tags of {}; nothing was written:\n{}\n"
      "Promote only others with --service, or roll these back with --allow-rollback.",
      DisplayText(it.to), DisplayText(it.from), Bulleted(lines));
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

}  // namespace

std::string RefusalMessage(const Refusal& refusal) {
  return std::visit([](const auto& each) { return Words(each); }, refusal);
}

}  // namespace deltaplan::planner
