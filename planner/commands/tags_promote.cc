// deltaplan tags promote FROM TO: exactly the tags that FROM runs become those of TO.
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/tags.h"
#include "planner/config/config_file.h"
#include "planner/report/promotion_report.h"
#include "planner/tags/promotion.h"
#include "planner/tags/promotion_facts.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

Result<Answer> PromoteTags(const Options& given, const Ports& ports) {
  ProjectRequest target = ProjectRequestOf(given);
  target.environment = given.tag_arguments.back();
  Result<TagContext> tags = OpenTagContext(target, ports);
  if (!tags) return std::move(tags).error();
  const Project& project = *tags->project;
  Result<const EnvironmentEntry*> from =
      ChooseEnvironment(project.config(), given.tag_arguments.front());
  if (!from) return std::move(from).error();
  if (*from == project.environment()) {
    return Error{.message = fmt::format("'{}' can't be promoted to itself", (*from)->name),
                 .causes = {},
                 .remedy = "Name the environment that runs the tags, then the one that gets them."};
  }
  const Result<Options> chosen = WithServicesOf(tags->platform, given);
  if (!chosen) return chosen.error();
  const Options& options = *chosen;
  if (Status known = CheckServiceNames(tags->platform, options.services, "--service"); !known) {
    return std::move(known).error();
  }
  Result<PresentTags> present = ReadPresentTags(*tags, ports, {.services = options.services});
  if (!present) return std::move(present).error();
  const PromotionRequest request{.services = options.services, .named = given.services};
  const Result<PromotionFacts> facts =
      GatherPromotion(*tags, **from, *present, request, LiveRequestOf(options), ports);
  if (!facts) return facts.error();
  const Promotion promotion = PromotionOf(*facts, request);
  const std::optional<Refusal> refusal = CheckPromotion(
      promotion, {.min_age = options.min_age,
                  .allow_rollback = options.allow_rollback,
                  .allow_diverged = options.allow_diverged || project.environment()->allow_diverged,
                  .allow_in_progress = options.allow_in_progress});
  if (refusal) return RefusedAnswer(*refusal);

  const bool writes = !promotion.gains.empty() && !options.dry_run;
  std::vector<TagChange> changed;
  for (const Gain& gain : promotion.gains) changed.push_back(gain.change);
  std::string shown = options.format == Format::kJson
                          ? PromotionJson(promotion, FilesOf(*tags, changed), writes)
                          : PromotionText(promotion, StyleFor(options, ports.terminal));
  if (promotion.gains.empty()) {
    return AnswerWithoutChange({.output = std::move(shown), .messages = {}}, *present, options,
                               ports);
  }
  tfvars::TagMap changes;
  for (const Gain& gain : promotion.gains) changes[gain.change.service] = *gain.change.after;
  Result<ImageCheck> images = CheckPromotedImages(*tags, **from, changes, options, ports);
  if (!images) return std::move(images).error();
  if (images->refusal) return RefusedAnswer(*images->refusal);
  Result<Answer> answer = WriteTags(*tags, *std::move(present),
                                    {.command = "promote",
                                     .changes = std::move(changes),
                                     .tell_terraform = true,
                                     .shown = std::move(shown)},
                                    options, ports);
  if (answer) answer->messages += images->messages;
  return answer;
}

}  // namespace deltaplan::planner
