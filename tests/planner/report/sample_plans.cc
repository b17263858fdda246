#include "tests/planner/report/sample_plans.h"

#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner::testing {
namespace {

using graph::ChangeStatus;
using graph::FileChange;
using graph::FileList;
using graph::ObjectId;
using graph::Relation;

/// The commit whose name begins with `hex` and ends in zeros.
ObjectId Commit(std::string hex) {
  hex.resize(ObjectId::kHexSize, '0');
  return *ObjectId::FromHex(hex);
}

Live LiveAt(const std::string& tag, Relation relation, std::optional<std::uint64_t> commits) {
  return {.tag = tag,
          .commit = Commit(tag),
          .source = "image_tags",
          .relation = relation,
          .commits = commits};
}

Reason Because(ReasonCode code, std::optional<std::string> detail = std::nullopt) {
  Reason reason;
  reason.code = code;
  reason.detail = std::move(detail);
  return reason;
}

Reason Changed(Plan& plan, ReasonCode code, std::vector<std::string> via, FileList list) {
  Reason reason;
  reason.code = code;
  reason.input = via.front();
  reason.via = std::move(via);
  reason.file_count = list.count;
  reason.files = plan.file_lists.Add(std::move(list));
  return reason;
}

FileList Files(std::vector<FileChange> files, std::uint64_t further = 0) {
  const std::uint64_t count = files.size() + further;
  return {std::move(files), count};
}

PlannedService ServiceNamed(const std::string& name) {
  PlannedService service;
  service.name = name;
  service.path = "services/" + name;
  service.image = name;
  return service;
}

PlannedService Skipped(const std::string& name, Live live) {
  PlannedService service = ServiceNamed(name);
  service.decision = Decision::kSkip;
  service.tag = live.tag;
  service.live = std::move(live);
  service.reasons.push_back(Because(ReasonCode::kUnchanged));
  return service;
}

Plan PlanAt(const std::string& tag) {
  Plan plan;
  plan.environment = "sandbox";
  plan.head = {.commit = Commit(tag), .tag = tag, .dirty = false};
  return plan;
}

/// Adds a service with its image, its tag and, where it deploys, its target.
void Add(Plan& plan, PlannedService service) {
  if (service.decision == Decision::kDeploy) {
    service.tag = plan.head.tag;
    service.targets = {"aws_ecs_service.service[\"" + service.name + "\"]"};
    plan.targets.push_back(service.targets.front());
    plan.images.push_back({.name = service.image,
                           .tag = plan.head.tag,
                           .services = {service.name},
                           .from = {},
                           .wave = 0,
                           .repository = {},
                           .bake_target = "image_" + std::to_string(plan.images.size())});
  }
  if (service.tag) plan.image_tags[service.name] = *service.tag;
  plan.services.push_back(std::move(service));
}

}  // namespace

Plan SandboxPlan() {
  Plan plan = PlanAt("9f1c2ab");

  PlannedService api = ServiceNamed("clinical-api");
  api.live = LiveAt("1a2b3c4", Relation::kBehind, 12);
  api.reasons = {
      Changed(plan, ReasonCode::kServiceChanged, {"services/clinical-api"},
              Files({{"services/clinical-api/src/a.ts", ChangeStatus::kAdded}})),
      Changed(plan, ReasonCode::kPackageChanged,
              {"packages/events", "packages/auth-client", "services/clinical-api"},
              Files({{"packages/events/bin/run", ChangeStatus::kModeChanged},
                     {"packages/events/latest", ChangeStatus::kTypeChanged},
                     {"packages/events/src/bus.ts", ChangeStatus::kModified}},
                    1200)),
      Changed(plan, ReasonCode::kBuildInputChanged, {"package.json", "services/clinical-api"},
              Files({{"package.json", ChangeStatus::kModified}})),
      Changed(plan, ReasonCode::kBuildInputChanged, {"pnpm-lock.yaml", "services/clinical-api"},
              Files({{"pnpm-lock.yaml", ChangeStatus::kDeleted}})),
  };
  Reason base = Because(ReasonCode::kBaseImageChanged, "the base image is rebuilt");
  base.input = "node-base";
  base.via = {"node-base", "services/clinical-api"};
  api.reasons.push_back(base);
  Add(plan, api);

  Add(plan, Skipped("gateway", LiveAt("9f1c2ab", Relation::kSame, 0)));

  PlannedService ledger = ServiceNamed("ledger");
  ledger.decision = Decision::kSkip;
  ledger.tag = "1a2b3c4";
  ledger.live = LiveAt("1a2b3c4", Relation::kBehind, 12);
  ledger.reasons = {Because(ReasonCode::kHeld, "held by the configuration: quarter end"),
                    Changed(plan, ReasonCode::kServiceChanged, {"services/ledger"},
                            Files({{"services/ledger/main.go", ChangeStatus::kModified}}))};
  Add(plan, ledger);

  PlannedService mailer = ServiceNamed("mailer");
  mailer.reasons = {Because(ReasonCode::kNeverDeployed)};
  Add(plan, mailer);

  Add(plan, Skipped("web", LiveAt("77aa001", Relation::kUnknown, std::nullopt)));

  plan.images[0].from = {"node-base"};
  plan.images[0].wave = 1;
  plan.images.push_back({.name = "node-base",
                         .tag = "9f1c2ab",
                         .services = {},
                         .from = {},
                         .wave = 0,
                         .repository = "registry.example.com/node-base",
                         .bake_target = "node-base"});
  plan.warnings = {
      warnings::LiveSourcesDisagree{
          .service = "web",
          .deciding_source = "image_tags",
          .deciding_tag = "77aa001",
          .other_source = "live_file",
          .other_tag = "1a2b3c4",
          .relation = graph::HeadRelation{.relation = Relation::kBehind, .commits = 3}},
      warnings::CommitsMissing{{.full = {"1a2b3c4000000000000000000000000000000000",
                                         "77aa001000000000000000000000000000000000"},
                                .abbreviated = {},
                                .remote = "origin",
                                .is_shallow = true}}};
  return plan;
}

Plan SummaryOnlyPlan() {
  Plan plan = SandboxPlan();
  plan.file_lists = {};
  for (PlannedService& service : plan.services) {
    for (Reason& reason : service.reasons) {
      reason.files.reset();
      reason.file_count = 0;
    }
  }
  return plan;
}

Plan NothingToDeployPlan() {
  Plan plan = PlanAt("9f1c2ab");
  for (const char* name : {"api", "gateway", "web"}) {
    Add(plan, Skipped(name, LiveAt("9f1c2ab", Relation::kSame, 0)));
  }
  return plan;
}

Plan EmptyPlan() {
  Plan plan = PlanAt("9f1c2ab");
  plan.environment.reset();
  return plan;
}

Plan PreviewPlan() {
  Plan plan = PlanAt("9f1c2ab");
  plan.environment.reset();
  plan.head.tag = "release-9f1c2ab";
  plan.base = {.revision = "main",
               .commit = Commit("aaaaaaa"),
               .merge_bases = {Commit("1a2b3c4")},
               .working_tree = true};
  PlannedService api = ServiceNamed("api");
  api.reasons = {Changed(plan, ReasonCode::kServiceChanged, {"services/api"},
                         Files({{"services/api/main.go", ChangeStatus::kModified}}))};
  Add(plan, api);
  PlannedService web = ServiceNamed("web");
  web.decision = Decision::kSkip;
  web.reasons = {Because(ReasonCode::kUnchanged)};
  Add(plan, web);
  plan.images.clear();
  plan.image_tags.clear();
  for (PlannedService& service : plan.services) service.tag.reset();
  return plan;
}

Plan OddNamesPlan() {
  Plan plan = PlanAt("9f1c2ab");
  plan.environment = "prod|`x`";

  PlannedService pipes = ServiceNamed("a|b`c <b>@team #1 \\");
  pipes.path = "services/\n| x |";
  pipes.live = {.tag = "<script>|`tag`\x1b[31m",
                .commit = std::nullopt,
                .source = "live_file",
                .relation = Relation::kUnknown,
                .commits = std::nullopt};
  pipes.reasons = {
      Because(ReasonCode::kTagWithoutCommit, "'<script>|`tag`\x1b[31m' names no commit"),
      Changed(plan, ReasonCode::kServiceChanged, {"services/\n| x |"},
              Files({{"services/\n| x |/\"quoted\"", ChangeStatus::kAdded},
                     {"services/\n| x |/[locale] (base) $x.ts", ChangeStatus::kModified},
                     {"services/\n| x |/invalid\xff", ChangeStatus::kDeleted}}))};
  Add(plan, pipes);

  PlannedService wide = ServiceNamed("测试");
  wide.path = "服务/测试";
  wide.live = LiveAt("1a2b3c4", Relation::kDiverged, std::nullopt);
  wide.reasons = {
      Changed(plan, ReasonCode::kServiceChanged, {"服务/测试"},
              Files({{"服务/测试/long-name-that-does-not-fit-into-one-line-of-a-terminal/x.ts",
                      ChangeStatus::kModified}}))};
  Add(plan, wide);

  Add(plan, Skipped("z-sixty-characters-long-name-of-a-service-that-somebody-chose",
                    LiveAt("1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b", Relation::kAhead, 1)));
  plan.warnings = {warnings::LiveServiceUnknown{
      .service = "Line one\r\x1b[2Jand <b>@you</b>\nservices=[\"injected\"]",
      .tag = "1",
      .source = "ecs"}};
  return plan;
}

Plan LargePlan(std::size_t services, std::size_t deploying, std::size_t files) {
  Plan plan = PlanAt("9f1c2ab");
  FileList list;
  for (std::size_t i = 0; i < files; ++i) {
    list.files.push_back(
        {"packages/common/src/file-" + std::to_string(i) + ".ts", ChangeStatus::kModified});
  }
  list.count = files;
  const Reason reason = Changed(plan, ReasonCode::kPackageChanged,
                                {"packages/common", "services/every"}, std::move(list));
  for (std::size_t i = 0; i < services; ++i) {
    std::string name = std::to_string(i);
    name = "service-" + std::string(4 - name.size(), '0') + name;
    if (i < deploying) {
      PlannedService service = ServiceNamed(name);
      service.live = LiveAt("1a2b3c4", Relation::kBehind, 1);
      service.reasons = {reason};
      Add(plan, std::move(service));
    } else {
      Add(plan, Skipped(name, LiveAt("9f1c2ab", Relation::kSame, 0)));
    }
  }
  return plan;
}

PlannedImage ImageNamed(const std::string& name) {
  return {.name = name,
          .tag = "9f1c2ab",
          .services = {},
          .from = {},
          .wave = 0,
          .repository = {},
          .bake_target = name};
}

Plan ImagesPlan(std::size_t count, std::size_t waves) {
  Plan plan = PlanAt("9f1c2ab");
  for (std::size_t i = 0; i < count; ++i) {
    plan.images.push_back(ImageNamed("image-" + std::to_string(i)));
    plan.images.back().wave = i % waves;
  }
  return plan;
}

namespace {

graph::RepoPath PathOf(std::string text) { return graph::RepoPath::FromCanonical(std::move(text)); }

Package PackageNamed(const std::string& name, std::vector<std::string> packages) {
  Package package;
  package.name = name;
  package.path = PathOf(name);
  package.packages = std::move(packages);
  return package;
}

Service ServiceAt(const std::string& name, const std::string& path,
                  std::vector<std::string> packages) {
  Service service;
  service.name = name;
  service.path = PathOf(path);
  service.image = name;
  service.packages = std::move(packages);
  return service;
}

}  // namespace

InputMap SampleInputs() {
  Platform platform;
  platform.dependencies = DependencyMode::kDeclared;
  platform.packages = {PackageNamed("packages/auth-client", {"packages/events"}),
                       PackageNamed("packages/events", {})};
  platform.build_inputs = {PathOf("package.json")};
  for (const char* name : {"clinical-api", "gateway", "ledger", "mailer", "web"}) {
    platform.services.push_back(ServiceAt(name, std::string("services/") + name, {}));
  }
  platform.services.front().packages = {"packages/auth-client"};
  return {platform, {}};
}

InputMap OddInputs() {
  Platform platform;
  platform.dependencies = DependencyMode::kDeclared;
  const std::string package = "packages/</script><!-- ]]> \"'\n::error::x`$(id)";
  platform.packages = {PackageNamed(package, {})};
  platform.services = {
      ServiceAt("a|b`c <b>@team #1 \\", "services/\n| x |", {package}),
      ServiceAt("</title><img src=x onerror=alert(1)>", "services/\x1b[31m", {package})};
  return {platform, {}};
}

InputMap LargeInputs(std::size_t services, std::size_t packages) {
  Platform platform;
  platform.dependencies = DependencyMode::kAll;
  for (std::size_t i = 0; i < packages; ++i) {
    platform.packages.push_back(PackageNamed("packages/package-" + std::to_string(1000 + i), {}));
  }
  for (std::size_t i = 0; i < services; ++i) {
    std::string name = std::to_string(i);
    name = "service-" + std::string(4 - name.size(), '0') + name;
    platform.services.push_back(ServiceAt(name, "services/" + name, {}));
  }
  return {platform, {}};
}

}  // namespace deltaplan::planner::testing
