// "from": "terraform_state": the images that the state's resources name.
//
// The state is what --state names, a file (what `terraform show -json` prints, or a state file), or
// what a command prints; without any, `terraform show -json` in the environment's Terraform
// directory.
//
// Which resources belong to a service is told by "address", else by the configuration's patterns of
// targets; without either, every resource that names an image of the service's name is one. What
// runs a task definition among them decides which revision counts, whatever else the state holds
// (live/state_definitions.h), and what an alias runs of a function has to be there
// (live/state_aliases.h).
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "planner/live/live_image.h"
#include "planner/live/live_source.h"
#include "planner/live/state_aliases.h"
#include "planner/live/state_definitions.h"
#include "planner/live/state_owners.h"
#include "planner/live/state_places.h"
#include "planner/model/service_environment.h"
#include "planner/text/quote.h"
#include "tfvars/address/address.h"
#include "tfvars/address/target_pattern.h"
#include "tfvars/plan/state.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::planner {
namespace {

using tfvars::State;
using tfvars::StateImage;
using tfvars::StateInstance;

// Finds what each service runs; what can't be told is kept as a sentence for each service.
class StateTags {
 public:
  StateTags(const LiveContext& context, const LiveSourceEntry& entry, const State& state,
            ServiceProblems& problems, Warnings& notes)
      : context_(context),
        entry_(entry),
        state_(state),
        definitions_(state),
        problems_(problems),
        notes_(notes) {}

  // The image of the service, as the state names it; nullopt when it has none, or when that can't
  // be told (then there is a problem).
  std::optional<std::string> ImageOf(const Service& service) {
    const std::optional<std::vector<tfvars::Target>> addresses = AddressesOf(service);
    if (!addresses) return std::nullopt;
    std::vector<const StateInstance*> instances;
    for (const StateInstance& instance : state_) {
      const bool is_meant =
          addresses->empty() || std::ranges::any_of(*addresses, [&](const tfvars::Target& target) {
            return tfvars::Contains(target, instance.address);
          });
      if (is_meant) instances.push_back(&instance);
    }
    if (instances.empty()) return std::nullopt;
    if (const std::string* path = entry_.Text("attribute")) {
      return FromAttribute(service, std::move(instances), *path);
    }
    return FromImages(service, std::move(instances), addresses->empty());
  }

 private:
  void Problem(const Service& service, const std::string& sentence) {
    problems_.Add(service.name, sentence);
  }

  // What Terraform could not make, or not wholly, is not known to have come up. `holds`: whether an
  // instance tells what the service runs.
  template <typename Holds>
  void NoteTainted(const Service& service, const std::vector<const StateInstance*>& instances,
                   const Holds& holds) {
    std::set<std::string> tainted;
    const auto look = [&](const StateInstance& instance) {
      if (instance.tainted) tainted.insert(DisplayText(tfvars::Print(instance.address)));
    };
    for (const StateInstance* instance : instances) {
      if (holds(*instance)) look(*instance);
      for (const StateInstance* runner : definitions_.RunnersOf(*instance)) look(*runner);
    }
    if (tainted.empty()) return;
    notes_.push_back(warnings::RolloutFailed{
        .service = service.name,
        .revision = {},
        .running = {},
        .reason = fmt::format("Terraform holds {} for tainted", fmt::join(tainted, ", ")),
        .is_tainted = true});
  }

  // Whether an alias runs what the state does not have: then there is a problem.
  template <typename Holds>
  bool IsPast(const Service& service, const std::vector<const StateInstance*>& instances,
              const Holds& holds) {
    const std::string sentence = VersionPastState(state_, instances, holds);
    if (!sentence.empty()) Problem(service, sentence);
    return !sentence.empty();
  }

  // Empty: no address is configured. nullopt: one is, and can't be made for this service.
  std::optional<std::vector<tfvars::Target>> AddressesOf(const Service& service) {
    std::vector<std::string> patterns;
    if (const std::string* address = entry_.Text("address")) {
      patterns.push_back(*address);
    } else {
      patterns = TargetsOf(&context_.environment, service).patterns;
    }
    const PlaceholderValues values = context_.Placeholders(service);
    std::vector<tfvars::Target> addresses;
    for (const std::string& pattern : patterns) {
      auto text = tfvars::ExpandTargetPattern(pattern, {values.begin(), values.end()});
      if (const auto* wrong = std::get_if<tfvars::TargetPatternError>(&text)) {
        Problem(service, fmt::format("'{}' makes no address: {}", pattern, wrong->message));
        return std::nullopt;
      }
      auto target = tfvars::ParseTarget(std::get<std::string>(text));
      if (const auto* wrong = std::get_if<tfvars::AddressError>(&target)) {
        Problem(service,
                fmt::format("'{}' is no address: {}", std::get<std::string>(text), wrong->message));
        return std::nullopt;
      }
      addresses.push_back(std::get<tfvars::Target>(std::move(target)));
    }
    return addresses;
  }

  std::optional<std::string> FromAttribute(const Service& service,
                                           std::vector<const StateInstance*> instances,
                                           const std::string& path) {
    const auto holds = [&](const StateInstance& instance) {
      return tfvars::FindStateText(instance.values, path).has_value();
    };
    NoteTainted(service, instances, holds);
    if (IsPast(service, instances, holds)) return std::nullopt;
    // What runs a task definition has no such attribute; which revision it runs, it knows.
    const auto others =
        std::stable_partition(instances.begin(), instances.end(), StateDefinitions::IsDefinition);
    std::vector<const StateInstance*> running(instances.begin(), others);
    if (const std::string missing = definitions_.Follow(running); !missing.empty()) {
      Problem(service, missing);
      return std::nullopt;
    }
    running.insert(running.end(), others, instances.end());
    instances = std::move(running);
    std::map<std::string, std::string> found;  // text -> address
    for (const StateInstance* instance : instances) {
      if (auto text = tfvars::FindStateText(instance->values, path)) {
        found.emplace(*std::move(text), tfvars::Print(instance->address));
      }
    }
    if (found.empty()) {
      Problem(service, fmt::format("{} has no text at '{}'",
                                   tfvars::Print(instances.front()->address), path));
      return std::nullopt;
    }
    return TheOnly(service, found);
  }

  std::optional<std::string> FromImages(const Service& service,
                                        std::vector<const StateInstance*> instances,
                                        bool searched) {
    // Terraform keeps texts in normal form C.
    const std::string name = tfvars::NormalFormC(service.image);
    const auto by_name = [&](const StateImage& image) {
      return IsRepositoryOf(ReadLiveImage(image.image).repository, name);
    };
    if (searched) {
      std::erase_if(instances, [&](const StateInstance* instance) {
        return std::ranges::none_of(tfvars::FindStateImages(instance->values), by_name);
      });
      LeaveToOthers(service, instances);
    }
    const auto holds = [](const StateInstance& instance) {
      return !tfvars::FindStateImages(instance.values).empty();
    };
    NoteTainted(service, instances, holds);
    if (IsPast(service, instances, holds)) return std::nullopt;
    if (const std::string missing = definitions_.Follow(instances); !missing.empty()) {
      Problem(service, missing);
      return std::nullopt;
    }
    std::vector<std::pair<StateImage, const StateInstance*>> images;
    for (const StateInstance* instance : instances) {
      for (StateImage& image : tfvars::FindStateImages(instance->values)) {
        images.emplace_back(std::move(image), instance);
      }
    }
    const std::string* written = entry_.Text("container");
    const std::string container =
        context_.TextFor(entry_, "container", service).value_or(service.name);
    const auto choose = [&](auto fits) {
      std::map<std::string, std::string> chosen;
      for (const auto& [image, instance] : images) {
        if (fits(image)) chosen.emplace(image.image, tfvars::Print(instance->address));
      }
      return chosen;
    };
    const auto by_container = [name = tfvars::NormalFormC(container)](const StateImage& image) {
      return image.container == name;
    };
    std::map<std::string, std::string> chosen;
    if (written != nullptr) {
      chosen = choose(by_container);
    } else {
      chosen = choose(by_name);
      if (chosen.empty() && !searched) chosen = choose(by_container);
      if (chosen.empty() && !searched) chosen = choose([](const StateImage&) { return true; });
    }
    if (!chosen.empty()) return TheOnly(service, chosen);
    if (searched) return std::nullopt;
    Problem(service, fmt::format("{} names no image{}", tfvars::Print(instances.front()->address),
                                 written == nullptr || images.empty()
                                     ? ""
                                     : fmt::format(" in a container '{}'", container)));
    return std::nullopt;
  }

  // Of several services that run one image, each has what is called after it: what is another's
  // alone says nothing of this one, which may not have been made yet.
  void LeaveToOthers(const Service& service, std::vector<const StateInstance*>& instances) const {
    std::set<std::string> sharers{service.name};
    const auto add = [&](const std::vector<Service>& services) {
      for (const Service& other : services) {
        if (other.image == service.image) sharers.insert(other.name);
      }
    };
    add(context_.services);
    for (const RootServices& root : context_.roots) add(root.services);
    if (sharers.size() == 1) return;
    std::erase_if(instances, [&](const StateInstance* instance) {
      std::set<std::string> owners = OwnersOf(*instance, sharers);
      for (const StateInstance* runner : definitions_.RunnersOf(*instance)) {
        owners.merge(OwnersOf(*runner, sharers));
      }
      return !owners.empty() && !owners.contains(service.name);
    });
  }

  // `found` is not empty: text -> address.
  std::optional<std::string> TheOnly(const Service& service,
                                     const std::map<std::string, std::string>& found) {
    if (found.size() == 1) return found.begin()->first;
    std::vector<std::string> each;
    for (const auto& [text, address] : found) {
      each.push_back(fmt::format("{} ({})", DisplayText(text), DisplayText(address)));
    }
    Problem(service, fmt::format("several images: {}", fmt::join(each, ", ")));
    return std::nullopt;
  }

  const LiveContext& context_;
  const LiveSourceEntry& entry_;
  const State& state_;
  const StateDefinitions definitions_;
  ServiceProblems& problems_;
  Warnings& notes_;
};

// What the state of one place says of its services.
Status ReadPlace(const LiveContext& context, const LiveSourceEntry& entry, const StatePlace& place,
                 ServiceProblems& found, LiveReading& reading) {
  Result<StateText> text = ReadStateText(context, entry, place);
  if (!text) return std::move(text).error();
  auto parsed = tfvars::ReadState(text->text);
  if (const auto* wrong = std::get_if<tfvars::StateError>(&parsed)) {
    return Error{.message = text->shown + " is not a Terraform state",
                 .causes = {wrong->message},
                 .remedy = "It has to be what terraform show -json prints, or a state file."};
  }
  const State& state = std::get<State>(parsed);
  KnownState& known = reading.states.emplace_back();
  known.directory = place.directory;
  known.workspace = place.workspace;
  known.is_of_all = place.is_of_all;
  for (const StateInstance& instance : state) known.addresses.push_back(instance.address);
  StateTags tags(context, entry, state, found, reading.notes);
  for (const Service* const each : place.services) {
    const Service& service = *each;
    const std::optional<std::string> image = tags.ImageOf(service);
    if (!image) continue;
    // What is no reference is the tag itself.
    const bool is_tag = image->find_first_of("/:@") == std::string::npos;
    LiveImage read = ReadLiveImage(*image);
    const std::string& tag = is_tag ? *image : read.tag;
    if (!tag.empty()) {
      reading.tags.emplace(service.name, tag);
      if (!is_tag) reading.repositories.emplace(service.name, std::move(read.repository));
    } else {
      found.AddOwn(service.name, DisplayText(*image) + " is pinned by its digest and has no tag");
    }
  }
  return Ok();
}

Result<LiveReading> ReadState(const LiveContext& context, const LiveSourceEntry& entry) {
  const Result<std::vector<StatePlace>> places = StatePlacesOf(context, entry);
  if (!places) return places.error();
  LiveReading reading;
  ServiceProblems found(context, reading);
  for (const StatePlace& place : *places) {
    if (Status read = ReadPlace(context, entry, place, found, reading); !read) {
      return std::move(read).error();
    }
  }
  std::vector<std::string> problems = found.Take();
  SortNotes(reading.notes);
  if (problems.empty()) return reading;
  return Error{
      .message = fmt::format("the Terraform state of environment '{}' does not say what "
                             "{} service{} run{}",
                             context.environment.name, problems.size(),
                             problems.size() == 1 ? "" : "s", problems.size() == 1 ? "s" : ""),
      .causes = std::move(problems),
      .remedy =
          "Name the resource with \"address\" and the \"container\" or "
          "\"attribute\" in it, or let a source decide that sees what runs."};
}

std::string CheckState(const LiveSourceEntry& entry) {
  if (entry.Text("file") != nullptr && entry.lists.contains("command")) {
    return "The state comes from a \"file\" or from a \"command\", not from both";
  }
  if (entry.Text("attribute") != nullptr && entry.Text("container") != nullptr) {
    return "An \"attribute\" holds the tag or a \"container\" has the image, not both";
  }
  return {};
}

}  // namespace

LiveSource TerraformStateSource() {
  using Placeholders = LiveKey::Placeholders;
  return {.kind = {.from = "terraform_state",
                   .keys = {{.name = "address", .placeholders = Placeholders::kService},
                            {.name = "attribute"},
                            {.name = "command", .kind = LiveKey::Kind::kList},
                            {.name = "container", .placeholders = Placeholders::kService},
                            {.name = "file", .placeholders = Placeholders::kEnvironment}},
                   .check = CheckState},
          .read = ReadState};
}

}  // namespace deltaplan::planner
