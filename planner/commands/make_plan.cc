#include "planner/commands/make_plan.h"

#include <fmt/format.h>
#include <set>
#include <utility>

#include "planner/commands/discovery.h"
#include "planner/commands/service_addresses.h"
#include "planner/decide/hand_over.h"
#include "planner/model/tag.h"
#include "planner/report/report.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// What was found that a deploy of `services` has to know.
void WarnAboutTargets(const Discovery& discovery, const std::set<std::string>& services,
                      Plan& plan) {
  const TargetFindings& findings = discovery.findings;
  for (const TargetWarning& warning : findings.warnings) {
    if (warning.service && !services.contains(*warning.service)) continue;
    plan.warnings.push_back({warning.code, warning.message});
  }
  if (findings.unresolved.empty()) return;
  std::string lines;
  for (const UnresolvedTarget& unresolved : findings.unresolved) {
    lines += fmt::format("\n  {}: {}", unresolved.address, unresolved.reason);
  }
  plan.warnings.push_back(
      {"targets_unresolved",
       fmt::format("The instances of some resources that image tags reach can't be told from the "
                   "files; {}:{}",
                   discovery.has_state ? "only those that the state has are targets"
                                       : "they are no targets",
                   lines)});
}

Status AddTargets(Session& session, const Platform& platform, const Options& options,
                  const Ports& ports, Plan& plan) {
  if (options.command == Command::kWhy) return Ok();  // it tells of reasons only
  ServiceAddresses addresses(session, platform, options, ports);
  std::set<std::string> found_and_deployed;
  auto service = platform.services.begin();
  for (PlannedService& planned : plan.services) {
    while (service->name != planned.name) ++service;  // both are sorted by name
    Result<std::vector<std::string>> targets = addresses.Of(*service);
    if (!targets) return std::move(targets).error();
    planned.targets = std::move(*targets);
    // Terraform has nothing to change for a restart.
    if (planned.decision != Decision::kDeploy || planned.restarts) continue;
    plan.targets.insert(plan.targets.end(), planned.targets.begin(), planned.targets.end());
    if (addresses.IsFound(*service)) found_and_deployed.insert(planned.name);
  }
  if (addresses.discovery() != nullptr) {
    WarnAboutTargets(*addresses.discovery(), found_and_deployed, plan);
  }
  return Ok();
}

// What a tag of head may be made of; the image is still missing.
Result<TagValues> TagValuesOf(const Session& session) {
  Result<std::string> short_sha = session.repository->ShortSha(session.head.id);
  if (!short_sha) return std::move(short_sha).error();
  return TagValues{.short_sha = std::move(*short_sha), .sha = session.head.id.ToHex(), .image = {}};
}

// A tag that names its service is another one for each; the head's own is the short SHA alone then.
Head HeadWith(const Session& session, const TagValues& values) {
  const bool names_service = session.config.tag.find("{service}") != std::string::npos;
  return {.commit = session.head.id,
          .tag = names_service ? values.short_sha : MakeTag(session.config.tag, values),
          .dirty = false};
}

}  // namespace

Result<Head> HeadOf(const Session& session) {
  Result<TagValues> values = TagValuesOf(session);
  if (!values) return std::move(values).error();
  return HeadWith(session, *values);
}

Result<MadePlan> MakePlan(Session& session, Assessment& assessment, const Options& options,
                          const Ports& ports, const std::vector<std::string>& dirty) {
  Result<TagValues> values = TagValuesOf(session);
  if (!values) return std::move(values).error();
  const auto new_tag = [&](const std::string& image) {
    return MakeTag(session.config.tag,
                   {.short_sha = values->short_sha, .sha = values->sha, .image = image});
  };
  DecideOptions decide{.force = options.force,
                       .hold = options.hold,
                       .only = options.services,
                       .strict = options.strict,
                       .allow_dirty = options.allow_dirty,
                       .allow_rollback = options.allow_rollback,
                       .is_preview = options.command == Command::kPreview,
                       .first_reason_only = options.summary_only};
  DecideOutput decided = Decide({.platform = assessment.platform,
                                 .map = *assessment.map,
                                 .facts = assessment.baselines.facts,
                                 .comparison = assessment.comparison,
                                 .dirty_inputs = dirty,
                                 .new_tag = new_tag,
                                 .unknown_live = assessment.unknown_live},
                                decide);
  MadePlan made;
  Plan& plan = made.plan;
  if (session.environment != nullptr) {
    plan.environment = session.environment->name;
    if (session.environment->image_tags) {
      plan.image_tags_variable = session.environment->image_tags->variable();
    }
  }
  plan.head = HeadWith(session, *values);
  plan.head.dirty = !dirty.empty();
  plan.services = std::move(decided.services);
  plan.images = std::move(decided.images);
  plan.image_tags = std::move(decided.image_tags);
  plan.tag_map = std::move(assessment.tag_map);
  plan.warnings = std::move(assessment.warnings);
  plan.file_lists = std::move(assessment.comparison.lists);
  made.refusals = std::move(decided.refusals);
  AddHandOver(session.config, session.environment, assessment.platform, new_tag, plan);
  for (const PlannedService& service : plan.services) {
    if (!service.tag && !plan.base) {
      if (service.reasons.front().code == ReasonCode::kHeld) {
        plan.warnings.push_back(
            {"held_without_tag",
             fmt::format("{} is held and has no live tag, so the tag map has no "
                         "entry for it.",
                         DisplayPath(service.name))});
      }
    }
  }
  if (Status status = AddTargets(session, assessment.platform, options, ports, plan); !status) {
    return std::move(status).error();
  }
  return made;
}

std::string WarningLines(const Plan& plan) {
  std::string lines;
  for (const Warning& warning : plan.warnings) {
    lines += "deltaplan: warning: " + warning.message + "\n";
  }
  return lines;
}

Result<Answer> AnswerWithPlan(const Plan& plan, const Options& options, const Ports& ports) {
  Answer answer;
  std::string json;
  if (options.out || options.format == Format::kJson) json = PlanJson(plan);
  if (options.out) {
    std::vector<OutputFile> files = PlanFiles(plan, std::move(json));
    Status status = ports.files.WriteAll(*options.out, files);
    json = std::move(files.front().content);
    if (!status) {
      return std::move(status).error().Within(
          fmt::format("cannot write the plan to '{}'; nothing was changed there", *options.out));
    }
    if (!options.quiet) answer.messages += fmt::format("Wrote the plan to {}\n", *options.out);
  }
  switch (options.format) {
    case Format::kText: {
      answer.output = PlanText(plan, StyleFor(options, ports.terminal));
      break;
    }
    case Format::kJson:
      answer.output = std::move(json);
      break;
    case Format::kMarkdown:
      answer.output = PlanMarkdown(plan);
      break;
    case Format::kGithub:
      answer.output = PlanGithubOutput(plan);
      break;
  }
  // Machine formats carry no warnings to the eye: say them beside the result.
  if (options.format == Format::kGithub && !options.quiet) answer.messages += WarningLines(plan);
  if (options.detailed_exitcode && plan.deploy_count() > 0) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

}  // namespace deltaplan::planner
