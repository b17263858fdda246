// deltaplan status: live, tag map, Terraform state and head side by side.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/facts/baselines.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_relations.h"
#include "planner/model/tag.h"
#include "planner/report/status_report.h"
#include "planner/terraform/tag_variables.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kTerraformState = "terraform_state";

// The environment with every source that there is: the tag map and the state are asked although
// "live" does not list them.
EnvironmentEntry WithAllSources(EnvironmentEntry environment, const Options& options) {
  const auto lists = [&](const char* from) {
    return std::ranges::find(environment.live, from, &LiveSourceEntry::from) !=
           environment.live.end();
  };
  if (environment.image_tags && !lists(kImageTagsSource)) {
    environment.live.push_back({.pointer = {}, .from = kImageTagsSource});
  }
  if (!options.state.IsEmpty() && !lists(kTerraformState)) {
    environment.live.push_back({.pointer = {}, .from = kTerraformState});
  }
  return environment;
}

// What a source says of a service. Tags of an external one name no commits; with what is not known
// nothing disagrees.
Result<StatusTag> CompareTag(TagRelations& tags, bool is_external, const ServiceFacts& service,
                             std::optional<std::string> tag) {
  StatusTag compared{.tag = std::move(tag), .agrees = true, .relation = std::nullopt};
  const std::optional<std::string>& live = service.live_tag;
  compared.agrees = service.live_unknown || compared.tag == live ||
                    (compared.tag && live && AreOneTag(*compared.tag, *live));
  if (compared.agrees || is_external || !live || !compared.tag) return compared;
  Result<std::optional<graph::HeadRelation>> relation = tags.Relate(*live, *compared.tag);
  if (!relation) return std::move(relation).error();
  compared.relation = *relation;
  return compared;
}

// What an apply of the tag map, which says `mapped`, does to a service that runs `live`.
UntargetedApply EffectOf(const ServiceFacts& service, const StatusTag& mapped) {
  using Effect = ApplyEffect;
  const auto only = [](Effect effect) {
    return UntargetedApply{.effect = effect, .commits = std::nullopt};
  };
  if (service.live_unknown) return only(mapped.tag ? Effect::kUnknown : Effect::kNoTag);
  if (mapped.agrees) return only(Effect::kNone);
  if (!service.live_tag) return only(Effect::kStart);
  if (!mapped.tag) return only(Effect::kNoTag);
  if (!mapped.relation) return only(Effect::kUnknown);
  switch (mapped.relation->relation) {
    case graph::Relation::kSame:  // other tags of one commit
      return only(Effect::kNone);
    case graph::Relation::kBehind:
      return {.effect = Effect::kRollback, .commits = mapped.relation->commits};
    case graph::Relation::kAhead:
      return {.effect = Effect::kForward, .commits = mapped.relation->commits};
    case graph::Relation::kDiverged:
      return only(Effect::kDiverged);
    case graph::Relation::kUnknown:
      break;
  }
  return only(Effect::kUnknown);
}

// The services of the configuration, and those that a source knows besides.
std::vector<std::string> AllNames(const std::vector<Service>& services, const LiveAnswer& live,
                                  const std::set<std::string>& asked) {
  std::set<std::string> names;
  for (const Service& service : services) names.insert(service.name);
  for (const SourceReading& source : live.readings) {
    if (!source.reading) continue;
    for (const auto& [name, tag] : source.reading->tags) names.insert(name);
  }
  for (const auto& [name, tag] : live.tags) names.insert(name);
  if (!asked.empty()) {
    std::erase_if(names, [&](const std::string& name) { return !asked.contains(name); });
  }
  return {names.begin(), names.end()};
}

Result<StatusReport> MakeReport(const Project& project, const Platform& platform,
                                const LiveAnswer& live, const Options& options,
                                TagRelations& tags) {
  const std::vector<Service>& services = platform.services;
  const std::vector<std::string> names = AllNames(services, live, options.services);
  const std::set<std::string> external = ExternalServices(services);
  Result<Baselines> resolved = ResolveBaselines(names, external, live, project.head().id,
                                                tags.resolver(), project.repository());
  if (!resolved) return std::move(resolved).error();

  StatusReport report;
  if (project.environment() != nullptr) report.environment = project.environment()->name;
  const Result<HeadFacts> head = GatherHead(project, project.head(), platform, NewTags::kNotMade);
  if (!head) return head.error();
  report.head = {.commit = head->commit, .tag = head->Tag(), .dirty = false};
  std::vector<const SourceReading*> others;
  const LiveReading* map = nullptr;
  for (const SourceReading& source : live.readings) {
    if (source.source == kImageTagsSource && source.reading) map = &*source.reading;
    // The deciding source is what is live, unless the command line knows better.
    if (&source == &live.readings.front()) report.deciding = source.source;
    if (source.decides && options.live.tags.empty()) continue;
    std::optional<std::string> error;
    if (!source.reading) error = source.reading.error().message;
    report.others.push_back({.name = source.source, .error = std::move(error)});
    others.push_back(&source);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ServiceFacts& facts = resolved->services[i];
    StatusService service;
    service.name = names[i];
    service.configured = std::ranges::binary_search(services, names[i], {}, &Service::name);
    service.undetermined = facts.undetermined;
    service.live = LiveOf(facts);
    for (const SourceReading* source : others) {
      const std::set<std::string>& asked = source->services;
      if (!asked.empty() && !asked.contains(names[i])) {
        service.tags.push_back({.tag = std::nullopt, .agrees = true, .relation = std::nullopt});
        continue;
      }
      if (!source->reading) {
        service.tags.emplace_back();
        continue;
      }
      Result<StatusTag> tag = CompareTag(tags, external.contains(names[i]), facts,
                                         tfvars::FindTag(source->reading->tags, names[i]));
      if (!tag) return std::move(tag).error();
      service.tags.push_back(std::move(*tag));
    }
    if (map != nullptr) {
      Result<StatusTag> mapped = CompareTag(tags, external.contains(names[i]), facts,
                                            tfvars::FindTag(map->tags, names[i]));
      if (!mapped) return std::move(mapped).error();
      service.apply = EffectOf(facts, *mapped);
    }
    report.services.push_back(std::move(service));
  }
  report.warnings = SourceWarnings(live, options.services);
  if (!resolved->missing.empty()) {
    report.warnings.push_back(warnings::CommitsMissing{std::move(resolved->missing)});
  }
  return report;
}

}  // namespace

Result<Answer> RunStatus(const Options& given, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(given), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<Options> chosen = WithServicesOf(*platform, given);
  if (!chosen) return chosen.error();
  const Options& options = *chosen;
  if (Status known = CheckChosenServices(*platform, options); !known) {
    return std::move(known).error();
  }
  std::optional<EnvironmentEntry> environment;
  if (project.environment() != nullptr) {
    environment = WithAllSources(*project.environment(), options);
  }
  LiveRequest request = LiveRequestOf(options);
  request.scope = LiveScope::kAll;
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  const Result<LiveAnswer> live =
      ReadLive(ports, request, project.config(), environment ? &*environment : nullptr,
               project.root(), platform->services, (*tags)->Chooser());
  if (!live) return live.error();
  if (live->readings.empty() && live->tags.empty()) {
    return Error{.message = "there is nothing to show the status of: no live source is configured",
                 .causes = {},
                 .remedy =
                     "Add \"live\" or \"image_tags\" to an environment of the configuration, "
                     "or give --live-file."};
  }
  Result<StatusReport> report = MakeReport(project, *platform, *live, options, **tags);
  if (!report) return std::move(report).error();
  if (project.environment() != nullptr) {
    Warnings unread = TagVariableWarnings(*project.environment(), platform->services,
                                          project.root(), ports.files);
    std::ranges::move(unread, std::back_inserter(report->warnings));
  }
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? StatusJson(*report)
                      : StatusText(*report, StyleFor(options, ports.terminal));
  answer.output += NextCommand(given, ports.terminal, {"plan"},
                               "says which services differ from what is live, and deploy.");
  if (options.strict && !report->InAgreement()) answer.exit_code = ExitCode::kDisagreement;
  return answer;
}

}  // namespace deltaplan::planner
