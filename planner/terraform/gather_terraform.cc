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
#include "planner/terraform/tag_variables.h"
#include "planner/terraform/written_targets.h"
#include "tfvars/address/target_pattern.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

bool AnyIsWritten(const Platform& platform, const EnvironmentEntry* environment) {
  return std::ranges::any_of(platform.services, [&](const Service& service) {
    return !TargetsOf(environment, service).patterns.empty();
  });
}

bool AnyIsFound(const Platform& platform, const EnvironmentEntry* environment) {
  return std::ranges::any_of(platform.services, [&](const Service& service) {
    return TargetsOf(environment, service).is_auto;
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

// What a root module says of a service that is rolled there; null where it is none of these.
const ServiceTargets* FoundFor(const std::string& service, const std::vector<Discovery>& found) {
  for (const Discovery& discovery : found) {
    const auto& services = discovery.findings.services;
    const auto own = std::ranges::lower_bound(services, service, {}, &ServiceTargets::service);
    if (own != services.end() && own->service == service) return &*own;
  }
  return nullptr;
}

// `found` is what the Terraform files say, where they had to be read.
Result<std::vector<ServiceAddresses>> AddressesOf(const Platform& platform,
                                                  const EnvironmentEntry* environment,
                                                  const std::vector<Discovery>& found) {
  std::vector<ServiceAddresses> all;
  for (const Service& service : platform.services) {
    const TargetRule& rule = TargetsOf(environment, service);
    ServiceAddresses addresses;
    if (rule.is_auto) {
      const ServiceTargets* own = FoundFor(service.name, found);
      if (own == nullptr) return NoRootError();
      for (const ServiceTarget& target : own->targets) {
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

bool IsInModule(const RepoPath& file, const std::vector<Discovery>& found) {
  return std::ranges::any_of(found, [&](const Discovery& discovery) {
    return std::ranges::any_of(discovery.tree.modules, [&](const tfvars::TreeModule& module) {
      return RepoPath::FromCanonical(module.directory).Contains(file);
    });
  });
}

TerraformReach ReachOfAll(const std::vector<std::string>& files,
                          const std::vector<Discovery>& found) {
  std::set<std::string> modules;
  std::set<std::string> services;
  for (const Discovery& discovery : found) {
    TerraformReach reach = ReachOf(files, discovery.tree, discovery.findings);
    modules.insert(reach.modules.begin(), reach.modules.end());
    services.insert(reach.services.begin(), reach.services.end());
  }
  return {.modules = {modules.begin(), modules.end()},
          .services = {services.begin(), services.end()}};
}

// Sorts changed files that no input holds: Terraform's, and nobody's. `found` lacks roots whose
// Terraform files could not be read: what was changed is told in any case.
Warnings ChangeWarnings(const Project& project, const Facts& facts,
                        const std::vector<RootServices>& roots,
                        const std::vector<Discovery>& found) {
  if (facts.baselines.empty() || facts.unowned.empty()) return {};
  // Where one environment is planned, tag maps of others are no change that concerns it, nor are
  // the files of their root modules.
  std::set<std::string> maps;
  std::vector<RootServices> others;
  for (const EnvironmentEntry& environment : project.config().environments) {
    if (project.environment() == nullptr) break;
    for (const TagMapServices& map : TagMapsOf(environment, facts.platform.services)) {
      maps.insert(map.entry.file);
    }
    std::ranges::move(RootsOf(environment, facts.platform.services), std::back_inserter(others));
  }
  const auto is_tag_map = [&](const std::string& path) {
    return std::ranges::any_of(
        maps, [&](const std::string& map) { return path == map || path == HistoryPath(map); });
  };
  std::vector<std::string> terraform;
  std::vector<std::string> unowned;
  for (const std::string& file : facts.unowned) {
    if (file == project.config_path() || is_tag_map(file)) continue;
    const RepoPath path = RepoPath::FromCanonical(file);
    const auto has_file = [&](const RootServices& root) {
      return RepoPath::FromCanonical(root.root.dir).Contains(path) ||
             std::ranges::find(root.root.var_files, file) != root.root.var_files.end();
    };
    const bool in_terraform = std::ranges::any_of(roots, has_file) || IsInModule(path, found);
    const bool is_of_others = !in_terraform && std::ranges::any_of(others, has_file);
    if (is_of_others && IsTerraformFile(file)) continue;
    (in_terraform && IsTerraformFile(file) ? terraform : unowned).push_back(file);
  }
  Warnings told;
  const graph::ObjectId since =
      std::ranges::min_element(facts.baselines, {}, &Baseline::time)->commit;
  if (!terraform.empty()) {
    TerraformReach reach = ReachOfAll(terraform, found);
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

// Each service and its addresses, as targets.
std::vector<AddressedService> Addressed(const Platform& platform,
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

// `written` are services whose addresses were written: what was looked for is none of theirs.
Warnings TargetWarnings(const Discovery& discovery, const std::set<std::string>& written) {
  Warnings told;
  for (const Warning& warning : discovery.findings.warnings) {
    const std::optional<std::string> service = ServiceOf(warning);
    if (!service || !written.contains(*service)) told.push_back(warning);
  }
  if (discovery.findings.unresolved.empty()) return told;
  warnings::TargetsUnresolved unresolved{.state_was_read = discovery.state.has_value(),
                                         .resources = {}};
  for (const UnresolvedTarget& target : discovery.findings.unresolved) {
    unresolved.resources.push_back({target.address, target.reason, target.services});
  }
  told.push_back(std::move(unresolved));
  return told;
}

// The state of a root that a live source has read; null when none has.
const KnownState* KnownOf(const TerraformRoot& root, std::size_t roots,
                          const std::vector<KnownState>& known) {
  for (const KnownState& state : known) {
    const bool is_its = state.is_of_all
                            ? roots == 1
                            : state.directory == root.dir && state.workspace == root.workspace;
    if (is_its) return &state;
  }
  return nullptr;
}

// Reads the root modules. One whose files can't be read is left out, unless addresses have to be
// found in it.
Result<std::vector<Discovery>> DiscoverRoots(const Project& project, const Platform& platform,
                                             const std::vector<RootServices>& roots,
                                             const StateFiles& state,
                                             const std::vector<KnownState>& known,
                                             const Ports& ports) {
  std::vector<std::optional<std::string>> states(roots.size());
  if (AnyIsFound(platform, project.environment()) || (!roots.empty() && !state.IsEmpty())) {
    Result<std::vector<std::optional<std::string>>> given = StatesOfRoots(roots, state);
    if (!given) return std::move(given).error();
    states = *std::move(given);
  }
  std::set<std::string> found;
  for (const Service& service : platform.services) {
    if (TargetsOf(project.environment(), service).is_auto) found.insert(service.name);
  }
  std::vector<Discovery> all;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    Result<Discovery> discovery =
        Discover(project, roots[i], states[i], KnownOf(roots[i].root, roots.size(), known), ports);
    if (discovery) {
      all.push_back(*std::move(discovery));
    } else if (std::ranges::any_of(roots[i].services, [&](const Service& service) {
                 return found.contains(service.name);
               })) {
      return std::move(discovery).error();
    }
  }
  return all;
}

std::vector<AddressedService> In(const Discovery& discovery,
                                 const std::vector<AddressedService>& targets) {
  std::vector<AddressedService> own;
  std::ranges::copy_if(targets, std::back_inserter(own), [&](const AddressedService& each) {
    return std::ranges::binary_search(discovery.findings.services, each.service, {},
                                      &ServiceTargets::service);
  });
  return own;
}

// Files that the targets bring out in every root module that has them.
std::map<std::string, std::set<std::string>> RolledWithAll(
    const std::vector<std::string>& files, const std::vector<Discovery>& found,
    const std::vector<AddressedService>& targets) {
  std::map<std::string, std::set<std::string>> rolled;
  std::set<std::string> left;
  for (const Discovery& discovery : found) {
    const auto own = RolledWith(files, discovery.tree, In(discovery, targets));
    for (const std::string& file : files) {
      if (!discovery.tree.resource_files.contains(file)) continue;
      const auto with = own.find(file);
      if (with == own.end()) {
        left.insert(file);
      } else {
        rolled[file].insert(with->second.begin(), with->second.end());
      }
    }
  }
  for (const std::string& file : left) rolled.erase(file);
  return rolled;
}

// What is said of one root module: of what was found there, and of what was written.
Warnings RootWarnings(const Discovery& discovery, const std::vector<AddressedService>& written,
                      bool any_is_found) {
  Warnings told;
  std::set<std::string> names;
  for (const AddressedService& each : written) names.insert(each.service);
  if (any_is_found) {
    told = TargetWarnings(discovery, names);
  } else {
    // Of all that was found, what holds for any targeted run.
    std::ranges::copy_if(discovery.findings.warnings, std::back_inserter(told),
                         [](const Warning& warning) {
                           return std::holds_alternative<warnings::MovedNotApplied>(warning) ||
                                  std::holds_alternative<warnings::VarFileMissing>(warning);
                         });
  }
  if (DeclaresSomething(discovery.tree)) {
    std::ranges::move(CheckWrittenTargets(discovery.tree, discovery.root.dir, written),
                      std::back_inserter(told));
  }
  return told;
}

// What is rolled in one root module.
struct Rolled {
  std::vector<AddressedService> written;  // services whose addresses were written
  bool any_is_found = false;
};
Rolled RolledIn(const Discovery& discovery, const Platform& platform,
                const EnvironmentEntry* environment, const std::vector<AddressedService>& targets) {
  Rolled rolled{.written = In(discovery, targets)};
  const std::size_t all = rolled.written.size();
  std::erase_if(rolled.written, [&](const AddressedService& each) {
    return TargetsOf(environment,
                     *std::ranges::lower_bound(platform.services, each.service, {}, &Service::name))
        .is_auto;
  });
  rolled.any_is_found = rolled.written.size() < all;
  return rolled;
}

// What is said of all root modules, and of what the tag map gives them.
Warnings AllWarnings(const Project& project, const Platform& platform,
                     const std::vector<AddressedService>& targets,
                     const std::vector<Discovery>& found, const Ports& ports) {
  Warnings told;
  for (const Discovery& discovery : found) {
    const Rolled rolled = RolledIn(discovery, platform, project.environment(), targets);
    std::ranges::move(RootWarnings(discovery, rolled.written, rolled.any_is_found),
                      std::back_inserter(told));
  }
  const EnvironmentEntry& environment = *project.environment();
  if (std::optional<Warning> differs =
          WorkspaceWarning(RootsOf(environment, platform.services), ports)) {
    told.push_back(*std::move(differs));
  }
  std::ranges::move(
      TagVariableWarnings(environment, platform.services, project.root(), ports.files),
      std::back_inserter(told));
  return told;
}

}  // namespace

Result<TerraformFacts> GatherTerraform(const Project& project, const Facts& facts,
                                       const StateFiles& state, const Ports& ports) {
  const EnvironmentEntry* environment = project.environment();
  const Platform& platform = facts.platform;
  const bool is_needed = AnyIsFound(platform, environment);
  const bool is_written = AnyIsWritten(platform, environment);
  const bool may_tell = std::ranges::any_of(
      facts.unowned, [](const std::string& file) { return IsTerraformFile(file); });
  std::vector<RootServices> roots;
  if (environment != nullptr) roots = RootsOf(*environment, platform.services);
  std::vector<Discovery> found;
  if (is_needed || is_written || may_tell) {
    Result<std::vector<Discovery>> read =
        DiscoverRoots(project, platform, roots, state, facts.states, ports);
    if (!read) return std::move(read).error();
    found = *std::move(read);
  }
  TerraformFacts terraform;
  Result<std::vector<ServiceAddresses>> addresses = AddressesOf(platform, environment, found);
  if (!addresses) return std::move(addresses).error();
  terraform.services = *std::move(addresses);
  terraform.changes = ChangeWarnings(project, facts, roots, found);
  terraform.is_used = !roots.empty() || is_needed || is_written;
  const bool are_all_read = found.size() == roots.size();
  const bool any_declares = std::ranges::any_of(
      found, [](const Discovery& each) { return DeclaresSomething(each.tree); });
  if (found.empty() || !(is_needed || (is_written && any_declares))) return terraform;
  const std::vector<AddressedService> targets = Addressed(platform, terraform.services);
  for (const Warning& change : terraform.changes) {
    const auto* changed = std::get_if<warnings::TerraformChanged>(&change);
    if (changed != nullptr && are_all_read) {
      terraform.rolled_with = RolledWithAll(changed->files, found, targets);
    }
  }
  terraform.warnings = AllWarnings(project, platform, targets, found, ports);
  return terraform;
}

Result<TargetsOverview> GatherTargets(const Project& project, const Platform& platform,
                                      const StateFiles& state, const Ports& ports) {
  Result<std::vector<Discovery>> roots = DiscoverAll(project, platform, state, ports);
  if (!roots) return std::move(roots).error();
  TargetsOverview overview{.roots = *std::move(roots), .warnings = {}};
  Result<std::vector<ServiceAddresses>> addresses =
      AddressesOf(platform, project.environment(), overview.roots);
  if (!addresses) return std::move(addresses).error();
  const std::vector<AddressedService> targets = Addressed(platform, *addresses);
  overview.warnings = AllWarnings(project, platform, targets, overview.roots, ports);
  for (Discovery& root : overview.roots) {
    const Rolled rolled = RolledIn(root, platform, project.environment(), targets);
    PlaceWrittenTargets(root.tree, root.state, rolled.written, root.findings);
    if (!rolled.any_is_found) root.findings.unresolved.clear();
  }
  return overview;
}

Result<std::vector<ServiceAddresses>> GatherAddresses(const Project& project,
                                                      const Platform& platform,
                                                      const StateFiles& state, const Ports& ports) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<Discovery> found;
  if (AnyIsFound(platform, environment)) {
    std::vector<RootServices> roots;
    if (environment != nullptr) roots = RootsOf(*environment, platform.services);
    Result<std::vector<Discovery>> read = DiscoverRoots(project, platform, roots, state, {}, ports);
    if (!read) return std::move(read).error();
    found = *std::move(read);
  }
  return AddressesOf(platform, environment, found);
}

}  // namespace deltaplan::planner
