#include "planner/config/expand.h"

// From what the configuration says to plain paths in one commit: packages first, because services
// and images refer to them, then services, build inputs and images.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/config/dockerfile_inputs.h"
#include "planner/config/external_checks.h"
#include "planner/config/image_checks.h"
#include "planner/config/input_patterns.h"
#include "planner/config/linked_paths.h"
#include "planner/config/placeholder_checks.h"
#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

std::string Shown(const RepoPath& path) {
  return path.IsRoot() ? "the repository's root" : DisplayPath(path.bytes());
}

class Expander {
 public:
  Expander(const Config& config, graph::TreeReader& reader, const graph::ObjectId& root,
           const graph::LinkText& link_text, const FurtherPaths& further)
      : config_(config),
        reader_(reader),
        root_(root),
        link_text_(link_text),
        further_(further),
        finder_(reader, root) {}

  std::variant<Platform, ExpandFailure> Run() && {
    platform_.dependencies = config_.dependencies;
    ExpandPackages();
    for (const ServiceEntry& entry : config_.services) ExpandService(entry);
    SortServices();
    ResolveRestarts();
    platform_.build_inputs = AllPaths(config_.build_inputs);
    ExpandImages();
    CheckExternal(platform_, config_, problems_);
    ResolveWords(platform_, config_, problems_);
    AddDockerfiles(platform_, config_, finder_, problems_);
    CheckImageTags(platform_, config_, problems_);
    CheckRepositories(platform_, config_, problems_);
    if (finder_.error()) return ExpandFailure(*finder_.error());
    if (!problems_.empty()) {
      // Whoever mends these wants to know of the others at once.
      std::ranges::move(DeadPathProblems({}, platform_.dead_patterns, finder_),
                        std::back_inserter(problems_));
      return ExpandFailure(std::move(problems_));
    }
    return std::move(platform_);
  }

 private:
  // What an entry adds to each service that it makes or refines.
  struct Details {
    std::optional<std::vector<RepoPath>> inputs;
    std::optional<std::vector<std::string>> packages;
    std::optional<RepoPath> manifest;
  };

  void Problem(std::string pointer, std::string message, std::string advice = {}) {
    problems_.push_back({std::move(pointer), std::move(message), std::move(advice)});
  }

  void UnknownName(const NameReference& reference, const char* what,
                   std::vector<std::string> known) {
    std::ranges::sort(known);
    std::optional<std::string> meant = NearestWord(reference.name, known);
    if (!meant) {
      const auto same_end = std::ranges::find_if(
          known, [&](const std::string& word) { return word.ends_with("/" + reference.name); });
      if (same_end != known.end()) meant = *same_end;
    }
    Problem(reference.pointer, fmt::format("There is no {} \"{}\"", what, reference.name),
            meant ? fmt::format("Did you mean \"{}\"?", *meant) : "");
  }

  // A literal path. One that is not there is kept, for a baseline may have it.
  RepoPath Literal(const PathPattern& pattern,
                   const std::optional<std::string>& service = std::nullopt) {
    RepoPath path = RepoPath::FromCanonical(pattern.text);
    if (!finder_.At(pattern.text).Exists()) {
      platform_.dead_paths.push_back(
          {.pointer = pattern.pointer, .path = path, .service = service});
    }
    return path;
  }

  // What a pattern stands for.
  std::vector<RepoPath> Paths(const PathPattern& pattern) {
    if (!pattern.HasWildcard()) return {Literal(pattern)};
    std::vector<RepoPath> paths;
    std::vector<TreeGlob::Stop> stops;
    for (TreeMatch& match : finder_.Find(pattern.text, &stops)) {
      paths.push_back(std::move(match.path));
    }
    for (TreeGlob::Stop& stop : stops) paths.push_back(std::move(stop.at.path));
    std::ranges::move(further_.InputsOf(pattern.text), std::back_inserter(paths));
    if (paths.empty() && !finder_.error()) {
      platform_.dead_patterns.push_back({pattern.pointer, pattern.text});
    }
    return paths;
  }

  std::vector<RepoPath> AllPaths(const std::vector<PathPattern>& patterns) {
    std::vector<RepoPath> all;
    for (const PathPattern& pattern : patterns) {
      std::ranges::move(Paths(pattern), std::back_inserter(all));
    }
    graph::SortWithoutDoubles(all);
    return all;
  }

  void ExpandPackages() {
    std::vector<Package>& packages = platform_.packages;
    std::unordered_map<std::string, std::size_t> by_path;
    std::vector<std::string> pointers;  // of each package: the entry that gave it its name
    std::vector<const std::vector<NameReference>*> depends_on;
    for (const PackageEntry& entry : config_.packages) {
      const std::vector<RepoPath> inputs =
          entry.inputs ? AllPaths(*entry.inputs) : std::vector<RepoPath>();
      // A literal path that is known was looked for before.
      for (RepoPath& path : by_path.contains(entry.path.text)
                                ? std::vector{RepoPath::FromCanonical(entry.path.text)}
                                : Paths(entry.path)) {
        const auto [known, is_new] = by_path.emplace(path.bytes(), packages.size());
        if (is_new) {
          Package& package = packages.emplace_back();
          package.name = path.IsRoot() ? "." : path.bytes();
          package.path = std::move(path);
          pointers.push_back(entry.pointer);
          depends_on.push_back(nullptr);
        }
        Package& package = packages[known->second];
        if (entry.name) {
          package.name = *entry.name;
          pointers[known->second] = entry.pointer;
        }
        if (entry.inputs) package.inputs = inputs;
        if (entry.depends_on) depends_on[known->second] = &*entry.depends_on;
      }
    }
    NamePackages(pointers);
    for (std::size_t i = 0; i < packages.size(); ++i) {
      if (depends_on[i] != nullptr) packages[i].packages = References(*depends_on[i]);
      packages[i].depends_on = packages[i].packages;
    }
    std::ranges::sort(packages, {}, &Package::name);
  }

  // Both names and paths may be used in "depends_on"; a name comes before a path.
  void NamePackages(const std::vector<std::string>& pointers) {
    std::unordered_map<std::string_view, const Package*> by_name;
    for (std::size_t i = 0; i < platform_.packages.size(); ++i) {
      const Package& package = platform_.packages[i];
      const auto [known, is_new] = by_name.emplace(package.name, &package);
      if (!is_new) {
        Problem(pointers[i],
                fmt::format("Two packages are called \"{}\": {} and {}", package.name,
                            Shown(known->second->path), Shown(package.path)),
                "Give one of them another \"name\".");
      }
      package_names_.emplace(package.name, package.name);
    }
    for (const Package& package : platform_.packages) {
      package_names_.emplace(package.path.bytes(), package.name);
    }
  }

  std::vector<std::string> References(const std::vector<NameReference>& references) {
    std::vector<std::string> names;
    for (const NameReference& reference : references) {
      auto found = package_names_.find(reference.name);
      const std::optional<RepoPath> path = RepoPath::Parse(reference.name);
      if (found == package_names_.end() && path) found = package_names_.find(path->bytes());
      if (found == package_names_.end()) {
        UnknownName(reference, "package", Keys(package_names_));
      } else {
        names.push_back(found->second);
      }
    }
    graph::SortWithoutDoubles(names);
    return names;
  }

  template <typename Map>
  static std::vector<std::string> Keys(const Map& map) {
    std::vector<std::string> keys;
    for (const auto& [key, ignored] : map) keys.push_back(key);
    return keys;
  }

  void ExpandService(const ServiceEntry& entry) {
    Details details;
    if (entry.inputs) details.inputs = AllPaths(*entry.inputs);
    if (entry.depends_on) details.packages = References(*entry.depends_on);
    if (entry.manifest) details.manifest = Literal({*entry.manifest, entry.pointer + "/manifest"});
    if (entry.external.value_or(false)) {
      ExpandExternal(entry);
    } else if (!entry.path) {
      const auto known = service_by_name_.find(*entry.name);
      if (known == service_by_name_.end()) {
        UnknownName({*entry.name, entry.pointer + "/name"}, "earlier service",
                    Keys(service_by_name_));
        return;
      }
      Refine(platform_.services[known->second], entry, details);
    } else if (entry.path->HasWildcard()) {
      ExpandPattern(entry, details);
    } else if (tfvars::FindPlaceholder(entry.path->text, "service") &&
               !finder_.At(entry.path->text).Exists()) {
      Problem(entry.path->pointer, fmt::format("There is no {}", entry.path->text),
              "A service for each directory is a pattern with \"*\": \"services/*\".");
    } else {
      ExpandOne(entry, details);
    }
  }

  // A service without a path, new or from an earlier entry.
  void ExpandExternal(const ServiceEntry& entry) {
    const auto [known, is_new] = service_by_name_.emplace(*entry.name, platform_.services.size());
    if (is_new) {
      AddUnderName(entry, *entry.name);
    } else if (!platform_.services[known->second].IsExternal()) {
      ElsewhereAndHere(entry.pointer + "/external", *entry.name);
      return;
    }
    Refine(platform_.services[known->second], entry, {});
  }

  void ElsewhereAndHere(std::string pointer, const std::string& name) {
    Problem(std::move(pointer),
            fmt::format("The service \"{}\" is built elsewhere, and has a path here", name),
            "Remove the one or the other.");
  }

  Service& AddUnderName(const ServiceEntry& entry, const std::string& name) {
    Service& service = platform_.services.emplace_back();
    service.image = name;
    service.name = name;
    service.pointer = entry.pointer;
    service.placeholders = config_.placeholders;
    service.dev = config_.workspace.dev;
    return service;
  }

  void ExpandPattern(const ServiceEntry& entry, const Details& details) {
    std::vector<RepoPath> paths;
    std::vector<TreeGlob::Stop> stops;
    for (TreeMatch& match : finder_.Find(entry.path->text, &stops)) {
      if (IsServiceDirectory(match, finder_, reader_, root_, link_text_)) {
        paths.push_back(std::move(match.path));
      }
    }
    AddLinksOnWay(*entry.path, stops, platform_);
    for (const RepoPath& path : further_.services) {
      if (MatchedPart(entry.path->text, path.bytes()) == path.bytes()) paths.push_back(path);
    }
    for (RepoPath& path : paths) {
      std::string name(path.Name());
      if (!IsValidUtf8(name)) {
        Problem(entry.path->pointer,
                fmt::format("The directory {} can't give a service its name, for it is not UTF-8",
                            DisplayPath(path.bytes())),
                "Rename it, or write out the paths of the others.");
        continue;
      }
      if (Service* service = AddService(entry, std::move(name), std::move(path))) {
        Refine(*service, entry, details);
      }
    }
    if (paths.empty() && !finder_.error()) {
      Problem(entry.path->pointer,
              fmt::format("\"{}\" matches no directory in this commit", entry.path->text),
              "Mend the pattern, or remove it.");
    }
  }

  void ExpandOne(const ServiceEntry& entry, const Details& details) {
    RepoPath path = RepoPath::FromCanonical(entry.path->text);
    std::string name = entry.name ? *entry.name : std::string(path.Name());
    if (name.empty()) {
      Problem(entry.pointer, "A service at the repository's root needs a \"name\"",
              "Add \"name\": \"app\", for example.");
      return;
    }
    // Its name says which service is meant, even when it moves to another path.
    if (const auto known = service_by_name_.find(name);
        entry.name && known != service_by_name_.end() &&
        !platform_.services[known->second].IsExternal()) {
      platform_.services[known->second].path = path;
    }
    Service* service = AddService(entry, std::move(name), std::move(path));
    if (service == nullptr) return;
    std::erase_if(platform_.dead_paths,
                  [&](const DeadPath& dead) { return dead.service == service->name; });
    Literal(*entry.path, service->name);
    std::vector<TreeGlob::Stop> stops;
    finder_.Find(entry.path->text, &stops);
    AddLinksOnWay(*entry.path, stops, platform_);
    Refine(*service, entry, details);
  }

  // The service of that name, new or from an earlier entry with the same path; null after a
  // problem.
  Service* AddService(const ServiceEntry& entry, std::string name, RepoPath path) {
    const auto [known, is_new] = service_by_name_.emplace(name, platform_.services.size());
    if (!is_new) {
      Service& service = platform_.services[known->second];
      if (service.path == path) return &service;
      if (service.IsExternal()) {
        ElsewhereAndHere(entry.path->pointer, name);
        return nullptr;
      }
      Problem(entry.path->pointer,
              fmt::format("Two services are called \"{}\": {} and {}", name, Shown(*service.path),
                          Shown(path)),
              "Give one of them another \"name\".");
      return nullptr;
    }
    Service& service = AddUnderName(entry, name);
    service.path = std::move(path);
    return &service;
  }

  void Refine(Service& service, const ServiceEntry& entry, const Details& details) {
    if (details.inputs) service.inputs = *details.inputs;
    if (details.packages) {
      service.packages = *details.packages;
      service.depends_on = details.packages;
    }
    if (entry.image) service.image = *entry.image;
    if (entry.always) service.always = *entry.always;
    if (entry.dev) service.dev = *entry.dev;
    if (details.manifest) service.manifest = details.manifest;
    if (entry.hold) service.hold = entry.hold->held ? std::optional(entry.hold->why) : std::nullopt;
    if (entry.targets) service.targets = *entry.targets;
    if (entry.restart_with) restart_with_[service.name] = &*entry.restart_with;
    for (const auto& [word, text] : entry.placeholders) service.placeholders[word] = text;
  }

  // Once all services are known.
  void ResolveRestarts() {
    for (Service& service : platform_.services) {
      const auto found = restart_with_.find(service.name);
      if (found == restart_with_.end()) continue;
      for (const NameReference& leader : *found->second) {
        if (leader.name == service.name) {
          Problem(leader.pointer, fmt::format("\"{}\" can't restart with itself", leader.name),
                  "Remove it from the list.");
        } else if (!service_by_name_.contains(leader.name)) {
          UnknownName(leader, "service", Keys(service_by_name_));
        } else {
          service.restart_with.push_back(leader.name);
        }
      }
      graph::SortWithoutDoubles(service.restart_with);
    }
  }

  // Services are large: each is moved once.
  void SortServices() {
    std::vector<Service*> order;
    for (Service& service : platform_.services) order.push_back(&service);
    std::ranges::sort(order, {},
                      [](const Service* service) -> const std::string& { return service->name; });
    std::vector<Service> sorted;
    sorted.reserve(order.size());
    for (Service* service : order) sorted.push_back(std::move(*service));
    platform_.services = std::move(sorted);
  }

  void ExpandImages() {
    if (config_.images.empty()) return;
    std::set<std::string> known;
    for (const Service& service : platform_.services) {
      if (!service.IsExternal()) known.insert(service.image);
    }
    std::map<std::string_view, const ImageEntry*> entries;
    for (const ImageEntry& entry : config_.images) {
      if (!entries.emplace(entry.name, &entry).second) {
        Problem(entry.pointer, fmt::format("The image \"{}\" is listed twice", entry.name),
                "Put both into one entry.");
      }
      if (!known.contains(entry.name) && !entry.path && entry.inputs.empty()) {
        Problem(entry.pointer,
                fmt::format("No service runs the image \"{}\", and it has no paths", entry.name),
                "Give it a \"path\" or \"inputs\", or mend its name.");
      }
    }
    for (const auto& [name, entry] : entries) known.emplace(name);
    for (const auto& [name, entry] : entries) {
      Image& image = platform_.images.emplace_back();
      image.name = name;
      image.paths = AllPaths(entry->inputs);
      if (entry->path) std::ranges::move(Paths(*entry->path), std::back_inserter(image.paths));
      graph::SortWithoutDoubles(image.paths);
      image.packages = References(entry->depends_on);
      for (const NameReference& base : entry->from) {
        if (known.contains(base.name)) {
          image.from.push_back(base.name);
        } else {
          UnknownName(base, "image", {known.begin(), known.end()});
        }
      }
      graph::SortWithoutDoubles(image.from);
    }
    CheckImageCycles(platform_.images, config_, problems_);
  }

  const Config& config_;
  graph::TreeReader& reader_;
  const graph::ObjectId root_;
  const graph::LinkText& link_text_;
  const FurtherPaths& further_;
  TreeGlob finder_;
  Platform platform_;
  ConfigProblems problems_;
  std::unordered_map<std::string, std::string> package_names_;    // by name and by path
  std::unordered_map<std::string, std::size_t> service_by_name_;  // into platform_.services
  std::unordered_map<std::string, const std::vector<NameReference>*> restart_with_;  // by service
};

}  // namespace

std::variant<Platform, ExpandFailure> ExpandConfig(const Config& config, graph::TreeReader& reader,
                                                   const graph::ObjectId& root,
                                                   const graph::LinkText& link_text,
                                                   const FurtherPaths& further) {
  return Expander(config, reader, root, link_text, further).Run();
}

}  // namespace deltaplan::planner
