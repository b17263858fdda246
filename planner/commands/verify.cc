// deltaplan verify: a Terraform plan against ours.
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>
#include <variant>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/left_releases.h"
#include "planner/commands/next_apply.h"
#include "planner/commands/plan_input.h"
#include "planner/commands/verify_live.h"
#include "planner/commands/verify_roots.h"
#include "planner/config/config_file.h"
#include "planner/decide/assemble.h"
#include "planner/facts/project.h"
#include "planner/live/live_source.h"
#include "planner/model/review.h"
#include "planner/report/plan_document.h"
#include "planner/report/review.h"
#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"
#include "tfvars/plan/plan_review.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kDefaultHead = "HEAD";

std::string InputName(const std::string& path) {
  return path == "-" ? "standard input" : "'" + DisplayText(path) + "'";
}

Result<std::vector<tfvars::Target>> AddressesOf(const std::vector<std::string>& texts,
                                                const char* flag) {
  std::vector<tfvars::Target> targets;
  for (const std::string& text : texts) {
    auto parsed = tfvars::ParseTarget(text);
    if (const auto* error = std::get_if<tfvars::AddressError>(&parsed)) {
      return Error{
          .message = fmt::format("{}: '{}' is no Terraform address", flag, DisplayText(text)),
          .causes = {fmt::format("column {}: {}", error->column, error->message)},
          .remedy = "Write it as Terraform prints it: module.a, aws_x.y, or aws_x.y[\"k\"]."};
    }
    targets.push_back(std::get<tfvars::Target>(std::move(parsed)));
  }
  return targets;
}

Status CheckEnvironment(const Options& options, const PlanDocument& document) {
  if (!options.environment || options.environment == document.environment) return Ok();
  return Error{
      .message = fmt::format("the plan is for {}, not for environment '{}'",
                             document.environment ? "environment '" + *document.environment + "'"
                                                  : std::string("no environment"),
                             *options.environment),
      .causes = {},
      .remedy = "Plan again with the same --env, or name the right plan with --plan."};
}

// What the plan says of services that are in it: of those that --service left out the image is not
// known, and with it where they are rolled.
TerraformTerms KnownTerms(const PlanDocument& document) {
  TerraformTerms terms = document.terraform.value_or(TerraformTerms());
  const auto is_left_out = [&](const std::string& name) {
    return std::ranges::find(document.intent.services, name, &tfvars::IntendedService::name) ==
           document.intent.services.end();
  };
  for (RootTerms& root : terms.roots) {
    std::erase_if(root.services, is_left_out);
    if (root.tags_of) std::erase_if(*root.tags_of, is_left_out);
  }
  std::erase_if(terms.roots, [](const RootTerms& root) { return root.services.empty(); });
  return terms;
}

// The services of the plan as far as names and words go.
std::vector<Service> ServicesOf(const PlanDocument& document, const Config& config) {
  std::vector<Service> services;
  for (const tfvars::IntendedService& planned : document.intent.services) {
    Service& service = services.emplace_back();
    service.name = planned.name;
    service.image = planned.image;
    service.placeholders = config.placeholders;
    for (const ServiceEntry& entry : config.services) {
      if (entry.name != planned.name) continue;
      for (const auto& [word, text] : entry.placeholders) {
        service.placeholders.insert_or_assign(word, text);
      }
    }
  }
  return services;
}

struct NamedConfig {
  Config config;
  std::string name;
};

// The one that --config names, else that of the repository, found and trusted as for a plan;
// nullopt where there is none.
Result<std::optional<NamedConfig>> ConfigAtHand(const Options& options, const Ports& ports) {
  if (options.config) {
    Result<ConfigFile> loaded = ReadConfigFile(*options.config, LiveSourceKinds(), ports.files);
    if (!loaded) return std::move(loaded).error();
    return std::optional(
        NamedConfig{.config = std::move(loaded->config), .name = std::move(loaded->name)});
  }
  Result<std::unique_ptr<GitRepository>> repository = ports.open_repository(kHere);
  // What stands against opening it, `CompareHead` tells.
  if (!repository || !(*repository)->facts().work_dir) return std::optional<NamedConfig>();
  if (!FindConfigBelow(*(*repository)->facts().work_dir, kHere, ports.files)) {
    return std::optional<NamedConfig>();
  }
  ProjectRequest request = ProjectRequestWithoutEnvironment(options);
  request.environment = std::nullopt;
  Result<std::unique_ptr<Project>> project = Project::Open(request, ports);
  if (!project) return std::move(project).error();
  return std::optional(
      NamedConfig{.config = (*project)->config(), .name = (*project)->config_name()});
}

// The plan says what is allowed. A configuration, where there is one, has to say the same.
Status CompareConfiguration(const Options& options, const Ports& ports,
                            const PlanDocument& document, Review& review) {
  if (!document.environment) return Ok();
  Result<std::optional<NamedConfig>> loaded = ConfigAtHand(options, ports);
  if (!loaded) return std::move(loaded).error();
  if (!*loaded) return Ok();
  const auto& [config, name] = **loaded;
  const auto& environments = config.environments;
  const auto environment =
      std::ranges::find(environments, *document.environment, &EnvironmentEntry::name);
  if (environment == environments.end()) {
    return Error{.message = fmt::format("the plan is for environment '{}', which '{}' doesn't have",
                                        *document.environment, name),
                 .causes = {},
                 .remedy = "Plan again, or name the configuration with --config FILE."};
  }
  const TerraformTerms then = KnownTerms(document);
  const std::vector<Service> services = ServicesOf(document, config);
  const std::optional<TerraformTerms> now = TerraformTermsOf(&*environment, services);
  if (*now != then) {
    review.Add({.kind = findings::ConfigurationDiffers{.planned = then, .now = *now}});
  }
  return Ok();
}

Status CheckAllowUnchanged(const Options& options, const tfvars::Intent& intent) {
  std::vector<std::string> known;
  for (const tfvars::IntendedService& service : intent.services) known.push_back(service.name);
  for (const std::string& name : options.allow_unchanged) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto nearest = NearestWord(name, known);
    return Error{.message = fmt::format(
                     "--allow-unchanged: the plan has no service '{}'{}", DisplayText(name),
                     nearest ? fmt::format(", did you mean '{}'?", DisplayText(*nearest)) : ""),
                 .causes = {},
                 .remedy = "Name a service of the plan."};
  }
  return Ok();
}

// A plan is meant for the commit it was made of. Without a repository that can't be asked.
Status CompareHead(const Options& options, const Ports& ports, const PlanDocument& document,
                   Review& review) {
  Result<std::unique_ptr<GitRepository>> repository = ports.open_repository(kHere);
  if (!repository) {
    const bool is_there = ports.files.FindUpwards(kHere, ".git").has_value();
    if (is_there || options.head != kDefaultHead) return std::move(repository).error();
    review.Add({.kind = findings::HeadNotCompared{}});
    return Ok();
  }
  Result<CommitInfo> head = (*repository)->ResolveRevision(options.head);
  if (!head) return std::move(head).error();
  if (head->id.ToHex() == document.head_commit) return Ok();
  review.Add(
      {.kind = findings::HeadDiffers{
           .planned = document.head_commit, .revision = options.head, .commit = head->id.ToHex()}});
  return Ok();
}

// Of nothing, where no plan of Terraform is given.
Result<tfvars::PlanReview> ReviewOf(const std::string& path, tfvars::Intent intent,
                                    const Ports& ports) {
  if (path.empty()) return tfvars::PlanReview();
  Result<std::string> text = ports.files.Read(path);
  if (!text) {
    Error error = std::move(text).error().Within("cannot read Terraform's plan");
    error.remedy = "Give what `terraform show -json PLANFILE` prints; up to 256 MiB can be read.";
    return error;
  }
  tfvars::PlanReviewer reviewer(std::move(intent));
  auto read = tfvars::ReadTerraformPlan(
      *text, [&](const tfvars::ResourceChange& change) { reviewer.AddChange(change); },
      [&](const tfvars::ResourceChange& change) { reviewer.AddDrift(change); });
  if (auto* error = std::get_if<tfvars::TerraformPlanError>(&read)) {
    return Error{
        .message = fmt::format("{} is no Terraform plan that can be checked", InputName(path)),
        .causes = {DisplayText(error->message)},
        .remedy = std::move(error->advice)};
  }
  return std::move(reviewer).Finish(std::get<tfvars::TerraformPlan>(std::move(read)));
}

// What releases that have not ended were to roll. An apply that did not end may have left more of a
// target than its service, or a state that names what does not run: it may be applied again, also
// where that takes the service back.
struct LeftToApply {
  std::set<std::string> services;
  std::vector<std::vector<tfvars::Target>> targets;  // by root of the plan; none where all ended
};

Result<LeftToApply> LeftToApplyOf(const PlanInput& input, const PlanDocument& document,
                                  const Ports& ports) {
  if (input.directory.empty() || !document.terraform) return LeftToApply();
  const Result<std::vector<LeftRelease>> left = ReadLeftReleases(input.directory, ports.files);
  if (!left) return left.error();
  LeftToApply all{.services = ServicesLeft(*left, document.environment), .targets = {}};
  for (const RootTerms& root : document.terraform->roots) {
    auto targets = AddressesOf(TargetsLeft(*left, document.environment, root), "left");
    if (!targets) return std::move(targets).error();
    all.targets.push_back(*std::move(targets));
  }
  return all;
}

// What the command line allows besides.
struct Allowed {
  std::vector<tfvars::Target> changes;
  std::vector<tfvars::Target> data_loss;
  const Options& options;
};

Result<Allowed> AllowedBy(const Options& options) {
  auto changes = AddressesOf(options.allow, "--allow");
  if (!changes) return std::move(changes).error();
  auto data_loss = AddressesOf(options.allow_data_loss, "--allow-data-loss");
  if (!data_loss) return std::move(data_loss).error();
  return Allowed{
      .changes = *std::move(changes), .data_loss = *std::move(data_loss), .options = options};
}

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

// All that one plan of Terraform has to do, and all that it may do.
tfvars::Intent IntentOf(const RootReview& review, const PlanDocument& document,
                        const LeftToApply& left, const Allowed& allowed, const PlanNow& now) {
  const Options& options = allowed.options;
  tfvars::Intent intent = review.planned;
  for (std::size_t i = 0; i < left.targets.size(); ++i) {
    const bool is_its = !review.root || *review.root == RootDirectory(*document.terraform, i);
    if (is_its) Append(left.targets[i], intent.allow);
  }
  Append(allowed.changes, intent.allow);
  Append(allowed.data_loss, intent.allow_data_loss);
  Append(options.allow_attributes, intent.allow_attributes);
  Append(options.data_types, intent.data_types);
  intent.allow_outside = options.allow_outside;
  intent.allow_destroyed = options.allow_destroyed;
  intent.allow_unchanged.insert(options.allow_unchanged.begin(), options.allow_unchanged.end());
  for (tfvars::IntendedService& service : intent.services) {
    const bool is_left = !service.deploys && left.services.contains(service.name);
    service.deploys = service.deploys || is_left;
    service.live_is_confirmed = now.still_live.contains(service.name);
    // Forced, and what it runs is its new tag already.
    const bool runs_it = service.live_is_confirmed && service.live_tag == service.tag;
    // Where all of Terraform runs, what has no address of its own is rolled by none.
    const bool is_rolled_by_none = options.allow_outside && service.targets.empty();
    if (is_left || runs_it || is_rolled_by_none) intent.allow_unchanged.insert(service.name);
  }
  return intent;
}

// All plans of Terraform as one review.
Result<Review> ReviewAll(const RootReviews& roots, const PlanDocument& document,
                         const LeftToApply& left, const Options& options, const PlanNow& now,
                         const Ports& ports) {
  const Result<Allowed> allowed = AllowedBy(options);
  if (!allowed) return allowed.error();
  Review all;
  for (const RootReview& each : roots.reviews) {
    Result<tfvars::PlanReview> review =
        ReviewOf(each.file, IntentOf(each, document, left, *allowed, now), ports);
    if (!review) return std::move(review).error();
    all.Add(each.root, *std::move(review));
  }
  for (const Finding& finding : roots.missing) all.Add(finding);
  return all;
}

// What is left to do with a plan of Terraform's that does what was planned, or to get one.
std::string NextAfterVerify(Options options, const PlanInput& input, const PlanDocument& document,
                            const Ports& ports) {
  const Terminal& terminal = ports.terminal;
  const bool was_read = !options.terraform_plan.empty() || !options.root_plans.empty();
  const bool rolls =
      std::ranges::any_of(document.intent.services, &tfvars::IntendedService::deploys);
  if (!rolls) return {};
  if (!was_read) {
    const Result<std::unique_ptr<GitRepository>> repository = ports.open_repository(kHere);
    if (!repository) return {};
    return NextStepsOf({.directory = input.directory,
                        .environment = document.environment,
                        .top = (*repository)->facts().work_dir},
                       {}, ApplyNeedsOf(document), options, ports);
  }
  options.environment = document.environment;
  if (document.to_map || (!document.tag_map && document.other_tag_maps.empty())) {
    const std::string apply = "apply the Terraform plan that was checked, and no other.";
    if (input.directory.empty()) return NextStep(options, terminal, "Next: " + apply + "\n");
    return NextCommand(options, terminal, {"release", "begin", "--plan", input.directory},
                       "writes down that the apply begins; then " + apply);
  }
  return NextCommand(options, terminal, {"tags", "set", "--from", options.plan},
                     "writes the tag map; then apply the Terraform plan that was checked.");
}

}  // namespace

Result<Answer> RunVerify(const Options& options, const Ports& ports) {
  const Result<PlanInput> input = ReadPlanInput(options.plan, ports.files);
  if (!input) {
    Error error = input.error();
    error.remedy =
        "Name plan.json, or the directory that `deltaplan plan --out` wrote, with --plan.";
    return error;
  }
  const Result<PlanDocument> document = ReadPlan(*input, ports.files);
  if (!document) return document.error();
  const Result<RootReviews> roots = RootReviewsOf(options, *document);
  if (!roots) return roots.error();
  const Result<LeftToApply> left = LeftToApplyOf(*input, *document, ports);
  if (!left) return left.error();
  if (Status status = CheckEnvironment(options, *document); !status) {
    return std::move(status).error();
  }
  if (Status status = CheckAllowUnchanged(options, document->intent); !status) {
    return std::move(status).error();
  }
  const PlannedTags planned = PlannedTagsOf(document->intent);
  PlanNow now;
  if (options.asks_live) {
    const std::optional<std::string> directory =
        input->directory.empty() ? std::nullopt : std::optional(input->directory);
    Result<PlanNow> compared = CompareWithNow(options, ports, {*document, planned, directory});
    if (!compared) return std::move(compared).error();
    now = *std::move(compared);
  }
  Result<Review> review = ReviewAll(*roots, *document, *left, options, now, ports);
  if (!review) return std::move(review).error();
  if (Status status = CompareConfiguration(options, ports, *document, *review); !status) {
    return std::move(status).error();
  }
  if (Status status = CompareHead(options, ports, *document, *review); !status) {
    return std::move(status).error();
  }
  for (const Finding& finding : now.findings) review->Add(finding);

  const ReviewSubject subject{.environment = document->environment,
                              .head_commit = document->head_commit,
                              .head_tag = document->head_tag};
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? ReviewJson(*review, subject)
                      : ReviewText(*review, subject, StyleFor(options, ports.terminal));
  if (review->refusal_count() > 0) {
    answer.exit_code = ExitCode::kRefused;
  } else {
    answer.output += NextAfterVerify(options, *input, *document, ports);
  }
  return answer;
}

}  // namespace deltaplan::planner
