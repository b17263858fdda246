#include "planner/terraform/gather_terraform.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/model/tag_record.h"
#include "planner/terraform/discovery.h"
#include "planner/terraform/tag_variables.h"
#include "planner/terraform/written_targets.h"
#include "tfvars/address/target_pattern.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

const TargetRule& RuleOf(const Service& service, const EnvironmentEntry* environment) {
  const bool is_own =
      !service.targets.IsEmpty() || environment == nullptr || !environment->terraform;
  return is_own ? service.targets : environment->terraform->targets;
}

bool AnyIsWritten(const Platform& platform, const EnvironmentEntry* environment) {
  return std::ranges::any_of(platform.services, [&](const Service& service) {
    return !RuleOf(service, environment).patterns.empty();
  });
}

bool AnyIsFound(const Platform& platform, const EnvironmentEntry* environment) {
  return std::ranges::any_of(platform.services, [&](const Service& service) {
    return RuleOf(service, environment).is_auto;
  });
}

Result<std::vector<std::string>> FillPatterns(const TargetRule& rule, const Service& service,
                                              const EnvironmentEntry* environment) {
  const PlaceholderValues values =
      PlaceholdersOf(service, environment == nullptr ? nullptr : &environment->name);
  std::vector<std::string> addresses;
  for (const std::string& pattern : rule.patterns) {
    auto address = tfvars::ExpandTargetPattern(pattern, values);
    if (const auto* error = std::get_if<tfvars::TargetPatternError>(&address)) {
      return Error{
          .message = fmt::format("cannot make the Terraform address of service '{}' from '{}'",
                                 service.name, pattern),
          .causes = {error->message},
          .remedy = "Mend the pattern in \"targets\" of the configuration."};
    }
    addresses.push_back(std::get<std::string>(std::move(address)));
  }
  return addresses;
}

// `found` is what the Terraform files say, where they had to be read.
Result<std::vector<ServiceAddresses>> AddressesOf(const Platform& platform,
                                                  const EnvironmentEntry* environment,
                                                  const Discovery* found) {
  std::vector<ServiceAddresses> all;
  for (const Service& service : platform.services) {
    const TargetRule& rule = RuleOf(service, environment);
    ServiceAddresses addresses;
    if (rule.is_auto) {
      for (const ServiceTarget& target : found->findings.Of(service.name).targets) {
        addresses.addresses.push_back(target.address);
      }
    } else {
      Result<std::vector<std::string>> filled = FillPatterns(rule, service, environment);
      if (!filled) return std::move(filled).error();
      addresses.addresses = *std::move(filled);
    }
    all.push_back(std::move(addresses));
  }
  return all;
}

bool IsTerraformFile(std::string_view path) {
  constexpr std::string_view kEndings[] = {".tf",     ".tf.json", ".tofu",       ".tofu.json",
                                           ".tfvars", ".hcl",     ".tfvars.json"};
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return path.ends_with(end); });
}

bool IsInModule(const RepoPath& file, const Discovery* discovery) {
  return discovery != nullptr &&
         std::ranges::any_of(discovery->tree.modules, [&](const tfvars::TreeModule& module) {
           return RepoPath::FromCanonical(module.directory).Contains(file);
         });
}

// Sorts changed files that no input holds: Terraform's, and nobody's. `found` is null where the
// Terraform files could not be read: what was changed is told in any case.
Warnings ChangeWarnings(const Project& project, const Facts& facts, const Discovery* found) {
  if (facts.baselines.empty()) return {};
  std::optional<RepoPath> terraform_dir;
  std::string tag_map;
  if (const EnvironmentEntry* environment = project.environment(); environment != nullptr) {
    if (environment->terraform) terraform_dir = RepoPath::Parse(environment->terraform->dir);
    if (environment->image_tags) tag_map = environment->image_tags->file;
  }
  std::vector<std::string> terraform;
  std::vector<std::string> unowned;
  for (const graph::FileChange& file : facts.unowned) {
    if (file.path == project.config_path() || file.path == tag_map ||
        file.path == HistoryPath(tag_map)) {
      continue;
    }
    const RepoPath path = RepoPath::FromCanonical(file.path);
    const bool in_terraform =
        (terraform_dir && terraform_dir->Contains(path)) || IsInModule(path, found);
    (in_terraform && IsTerraformFile(file.path) ? terraform : unowned).push_back(file.path);
  }
  Warnings told;
  const graph::ObjectId& since = facts.baselines.front().commit;
  if (!terraform.empty()) {
    TerraformReach reach;
    if (found != nullptr) reach = ReachOf(terraform, found->tree, found->findings);
    told.push_back(warnings::TerraformChanged{.since = since,
                                              .files = std::move(terraform),
                                              .modules = std::move(reach.modules),
                                              .services = std::move(reach.services)});
  }
  if (!unowned.empty()) {
    told.push_back(warnings::UnownedChanges{.since = since, .files = std::move(unowned)});
  }
  return told;
}

// A service and its addresses, as targets.
std::vector<AddressedService> TargetsOf(const Platform& platform,
                                        const std::vector<ServiceAddresses>& addresses) {
  std::vector<AddressedService> all;
  for (std::size_t i = 0; i < platform.services.size(); ++i) {
    AddressedService& each = all.emplace_back(AddressedService{platform.services[i].name, {}});
    for (const std::string& address : addresses[i].addresses) {
      auto parsed = tfvars::ParseTarget(address);
      if (auto* target = std::get_if<tfvars::Target>(&parsed)) {
        each.targets.push_back(std::move(*target));
      }
    }
  }
  return all;
}

// Comments alone are no root module: nothing can be told from them.
bool DeclaresSomething(const tfvars::ModuleTree& tree) {
  return !tree.nodes.empty() || !tree.modules.empty() || !tree.variables.empty();
}

// `written` are services whose addresses were written: what was looked for is none of theirs.
Warnings TargetWarnings(const Discovery& discovery, const std::set<std::string>& written) {
  Warnings told;
  for (const Warning& warning : discovery.findings.warnings) {
    const std::optional<std::string> service = ServiceOf(warning);
    if (!service || !written.contains(*service)) told.push_back(warning);
  }
  if (discovery.findings.unresolved.empty()) return told;
  warnings::TargetsUnresolved unresolved{.state_was_read = discovery.has_state, .resources = {}};
  for (const UnresolvedTarget& target : discovery.findings.unresolved) {
    unresolved.resources.push_back({target.address, target.reason});
  }
  told.push_back(std::move(unresolved));
  return told;
}

}  // namespace

Result<TerraformFacts> GatherTerraform(const Project& project, const Facts& facts,
                                       const std::optional<std::string>& state, Files& files) {
  const bool is_needed = AnyIsFound(facts.platform, project.environment());
  const bool is_written = AnyIsWritten(facts.platform, project.environment());
  const bool may_tell = std::ranges::any_of(
      facts.unowned, [](const graph::FileChange& file) { return IsTerraformFile(file.path); });
  std::optional<Discovery> found;
  if (is_needed || is_written || may_tell) {
    Result<Discovery> discovery = Discover(project, facts.platform, state, files);
    if (discovery) {
      found = *std::move(discovery);
    } else if (is_needed) {
      return std::move(discovery).error();
    }
  }
  const Discovery* const read = found ? &*found : nullptr;
  TerraformFacts terraform;
  Result<std::vector<ServiceAddresses>> addresses =
      AddressesOf(facts.platform, project.environment(), read);
  if (!addresses) return std::move(addresses).error();
  terraform.services = *std::move(addresses);
  terraform.changes = ChangeWarnings(project, facts, read);
  const EnvironmentEntry* environment = project.environment();
  terraform.is_used = (environment != nullptr && environment->terraform) || is_needed || is_written;
  if (read == nullptr || !(is_needed || is_written) || !DeclaresSomething(read->tree)) {
    return terraform;
  }
  std::vector<AddressedService> targets = TargetsOf(facts.platform, terraform.services);
  for (const Warning& change : terraform.changes) {
    if (const auto* changed = std::get_if<warnings::TerraformChanged>(&change)) {
      terraform.rolled_with = RolledWith(changed->files, read->tree, targets);
    }
  }
  std::set<std::string> written;
  std::erase_if(targets, [&](const AddressedService& each) {
    const Service& service =
        *std::ranges::find(facts.platform.services, each.service, &Service::name);
    if (RuleOf(service, environment).is_auto) return true;
    written.insert(each.service);
    return false;
  });
  if (is_needed) {
    terraform.warnings = TargetWarnings(*read, written);
  } else {
    // Of all that was found, what holds for any targeted run.
    std::ranges::copy_if(read->findings.warnings, std::back_inserter(terraform.warnings),
                         [](const Warning& warning) {
                           return std::holds_alternative<warnings::MovedNotApplied>(warning);
                         });
  }
  Warnings more = CheckWrittenTargets(read->tree, read->directory, targets);
  if (environment != nullptr) {
    const std::vector<Service>& services = facts.platform.services;
    std::ranges::move(TagVariableWarnings(*environment, services, project.root(), files),
                      std::back_inserter(more));
  }
  std::ranges::move(more, std::back_inserter(terraform.warnings));
  return terraform;
}

Result<std::vector<ServiceAddresses>> GatherAddresses(const Project& project,
                                                      const Platform& platform,
                                                      const std::optional<std::string>& state,
                                                      Files& files) {
  std::optional<Discovery> found;
  if (AnyIsFound(platform, project.environment())) {
    Result<Discovery> discovery = Discover(project, platform, state, files);
    if (!discovery) return std::move(discovery).error();
    found = *std::move(discovery);
  }
  return AddressesOf(platform, project.environment(), found ? &*found : nullptr);
}

}  // namespace deltaplan::planner
