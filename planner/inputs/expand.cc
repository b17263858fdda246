// From what the configuration says to plain paths in one commit.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "graph/build_waves.h"
#include "planner/platform.h"
#include "planner/report/quote.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::RepoPath;
using graph::TreeError;

// "*" stands for any bytes of one component.
bool MatchesComponent(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= name.size(); ++at) {
    if (MatchesComponent(rest, name.substr(at))) return true;
  }
  return false;
}

// Finds paths in one tree; directories that were read once are kept, for literal paths share
// parents.
class TreeFinder {
 public:
  TreeFinder(graph::TreeReader& reader, const graph::ObjectId& root)
      : reader_(reader), root_{.mode = graph::FileMode::kTree, .id = root} {}

  struct Match {
    RepoPath path;
    EntryState state;
  };

  std::vector<Match> Find(std::string_view pattern) {
    std::vector<Match> matches;
    Descend(RepoPath(), root_, pattern, matches);
    return matches;
  }

  const std::optional<TreeError>& error() const { return error_; }

 private:
  struct Directory {
    std::string raw;
    std::vector<graph::TreeEntry> entries;
  };

  void Descend(const RepoPath& path, const EntryState& state, std::string_view pattern,
               std::vector<Match>& matches) {
    if (error_) return;
    if (pattern.empty()) {
      matches.push_back({path, state});
      return;
    }
    if (!state.IsTree()) return;
    const std::size_t slash = pattern.find('/');
    const std::string_view component = pattern.substr(0, slash);
    const std::string_view rest =
        slash == std::string_view::npos ? std::string_view() : pattern.substr(slash + 1);
    const Directory* directory = Open(state.id);
    if (directory == nullptr) return;
    if (component.find('*') == std::string_view::npos) {
      const graph::TreeEntry* entry = graph::FindEntry(directory->entries, component);
      if (entry != nullptr) Descend(path.Child(component), entry->state, rest, matches);
      return;
    }
    for (const graph::TreeEntry& entry : directory->entries) {
      if (MatchesComponent(component, entry.name)) {
        Descend(path.Child(entry.name), entry.state, rest, matches);
      }
    }
  }

  const Directory* Open(const graph::ObjectId& id) {
    const auto [known, is_new] = directories_.try_emplace(id);
    if (is_new) {
      known->second = std::make_unique<Directory>();
      error_ = graph::ReadEntries(reader_, id, known->second->raw, known->second->entries);
    }
    return error_ ? nullptr : known->second.get();
  }

  graph::TreeReader& reader_;
  EntryState root_;
  std::unordered_map<graph::ObjectId, std::unique_ptr<Directory>, graph::ObjectIdHash> directories_;
  std::optional<TreeError> error_;
};

class Expander {
 public:
  Expander(const Config& config, graph::TreeReader& reader, const graph::ObjectId& root)
      : config_(config), finder_(reader, root) {}

  std::variant<Platform, ExpandFailure> Run() {
    platform_.dependencies = config_.dependencies;
    ExpandPackages();
    ExpandServices();
    for (const PathPattern& pattern : config_.build_inputs) {
      Append(platform_.build_inputs, Paths(pattern, std::nullopt));
    }
    Unique(platform_.build_inputs);
    ExpandImages();
    if (finder_.error()) return ExpandFailure(*finder_.error());
    if (!problems_.empty()) return ExpandFailure(std::move(problems_));
    return std::move(platform_);
  }

 private:
  void Problem(std::string pointer, std::string message, std::string advice = {}) {
    problems_.push_back({std::move(pointer), std::move(message), std::move(advice)});
  }

  static void Append(std::vector<RepoPath>& all, std::vector<RepoPath> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  }

  template <typename T>
  static void Unique(std::vector<T>& all) {
    std::ranges::sort(all);
    const auto doubles = std::ranges::unique(all);
    all.erase(doubles.begin(), doubles.end());
  }

  // What a pattern stands for. A literal path that is not there is kept: a baseline may have it.
  std::vector<RepoPath> Paths(const PathPattern& pattern,
                              const std::optional<std::string>& service) {
    std::vector<RepoPath> paths;
    for (TreeFinder::Match& match : finder_.Find(pattern.text))
      paths.push_back(std::move(match.path));
    if (!paths.empty() || finder_.error()) return paths;
    if (pattern.HasWildcard()) {
      NoMatch(pattern);
      return paths;
    }
    RepoPath path = RepoPath::FromCanonical(pattern.text);
    platform_.dead_paths.push_back({pattern.pointer, path, service});
    paths.push_back(std::move(path));
    return paths;
  }

  void NoMatch(const PathPattern& pattern) {
    Problem(pattern.pointer, fmt::format("\"{}\" matches nothing in this commit", pattern.text),
            "Mend the pattern, or remove it.");
  }

  std::vector<RepoPath> AllPaths(const std::vector<PathPattern>& patterns) {
    std::vector<RepoPath> paths;
    for (const PathPattern& pattern : patterns) Append(paths, Paths(pattern, std::nullopt));
    Unique(paths);
    return paths;
  }

  void ExpandPackages() {
    std::vector<const PackageEntry*> entries;  // for each package
    for (const PackageEntry& entry : config_.packages) {
      const std::vector<RepoPath> inputs = AllPaths(entry.inputs);
      for (RepoPath& path : Paths(entry.path, std::nullopt)) {
        std::string name = entry.name ? *entry.name : path.bytes();
        if (!package_by_name_.emplace(name, name).second) {
          Problem(entry.pointer, fmt::format("The package \"{}\" is named twice", name));
          continue;
        }
        // Both the name and the path may be used in "depends_on".
        package_by_name_.emplace(path.bytes(), name);
        platform_.packages.push_back({std::move(name), std::move(path), inputs, {}});
        entries.push_back(&entry);
      }
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      platform_.packages[i].packages = References(entries[i]->depends_on);
    }
    std::ranges::sort(platform_.packages, {}, &Package::name);
  }

  std::vector<std::string> References(const std::vector<NameReference>& references) {
    std::vector<std::string> names;
    for (const NameReference& reference : references) {
      const auto path = RepoPath::Parse(reference.name);
      auto found = package_by_name_.find(reference.name);
      if (found == package_by_name_.end() && path) found = package_by_name_.find(path->bytes());
      if (found == package_by_name_.end()) {
        UnknownName(reference, "package", Keys(package_by_name_));
        continue;
      }
      names.push_back(found->second);
    }
    Unique(names);
    return names;
  }

  template <typename Map>
  static std::vector<std::string> Keys(const Map& map) {
    std::vector<std::string> keys;
    for (const auto& [key, ignored] : map) keys.push_back(key);
    std::ranges::sort(keys);
    return keys;
  }

  void UnknownName(const NameReference& reference, const char* what,
                   const std::vector<std::string>& known) {
    const auto nearest = NearestWord(reference.name, known);
    Problem(reference.pointer, fmt::format("There is no {} \"{}\"", what, reference.name),
            nearest ? fmt::format("Did you mean \"{}\"?", *nearest) : "");
  }

  void ExpandServices() {
    for (const ServiceEntry& entry : config_.services) {
      if (!entry.path) {
        const auto known = service_by_name_.find(*entry.name);
        if (known == service_by_name_.end()) {
          UnknownName({*entry.name, entry.pointer + "/name"}, "earlier service",
                      Keys(service_by_name_));
          continue;
        }
        Refine(platform_.services[known->second], entry);
      } else if (entry.path->HasWildcard()) {
        ExpandPattern(entry);
      } else {
        ExpandOne(entry);
      }
    }
    std::ranges::sort(platform_.services, {}, &Service::name);
  }

  void ExpandPattern(const ServiceEntry& entry) {
    bool any = false;
    for (TreeFinder::Match& match : finder_.Find(entry.path->text)) {
      // A service is a directory, or a submodule in the place of one.
      if (!match.state.IsTree() && match.state.mode != graph::FileMode::kSubmodule) continue;
      any = true;
      std::string name(match.path.Name());
      if (!IsValidUtf8(name)) {
        Problem(entry.path->pointer,
                fmt::format("The directory {} makes no service name: it is not UTF-8",
                            DisplayPath(match.path.bytes())),
                "Name the services one by one.");
        continue;
      }
      Refine(AddService(entry, std::move(name), std::move(match.path)), entry);
    }
    if (!any && !finder_.error()) NoMatch(*entry.path);
  }

  void ExpandOne(const ServiceEntry& entry) {
    RepoPath path = RepoPath::FromCanonical(entry.path->text);
    std::string name = entry.name ? *entry.name : std::string(path.Name());
    if (name.empty()) {
      Problem(entry.pointer, "A service at the repository's root needs a \"name\"");
      return;
    }
    if (entry.name && service_by_name_.contains(name)) {
      Service& service = platform_.services[service_by_name_.at(name)];
      std::erase_if(platform_.dead_paths,
                    [&](const DeadPath& dead) { return dead.service == service.name; });
      service.path = Paths(*entry.path, name).front();
      Refine(service, entry);
      return;
    }
    path = Paths(*entry.path, name).front();
    Refine(AddService(entry, std::move(name), std::move(path)), entry);
  }

  // A service may be listed again under its own path (a pattern and then by name), not under
  // another.
  Service& AddService(const ServiceEntry& entry, std::string name, RepoPath path) {
    const auto [known, is_new] = service_by_name_.emplace(name, platform_.services.size());
    if (!is_new) {
      Service& service = platform_.services[known->second];
      if (service.path != path) {
        Problem(entry.path->pointer,
                fmt::format("The service \"{}\" is named twice: {} and {}", name,
                            DisplayPath(service.path.bytes()), DisplayPath(path.bytes())),
                "Give one of them another \"name\".");
      }
      return service;
    }
    Service service;
    service.image = name;
    service.name = std::move(name);
    service.path = std::move(path);
    service.pointer = entry.pointer;
    platform_.services.push_back(std::move(service));
    return platform_.services.back();
  }

  void Refine(Service& service, const ServiceEntry& entry) {
    if (entry.inputs) service.inputs = AllPaths(*entry.inputs);
    if (entry.depends_on) service.packages = References(*entry.depends_on);
    if (entry.image) service.image = *entry.image;
    if (entry.always) service.always = *entry.always;
    if (entry.hold) service.hold = *entry.hold;
    if (entry.targets) service.targets = *entry.targets;
  }

  void ExpandImages() {
    std::set<std::string> run;
    for (const Service& service : platform_.services) run.insert(service.image);
    std::map<std::string, const ImageEntry*> entries;
    for (const ImageEntry& entry : config_.images) {
      if (!entries.emplace(entry.name, &entry).second) {
        Problem(entry.pointer, fmt::format("The image \"{}\" is named twice", entry.name));
      }
      if (!run.contains(entry.name) && !entry.path && entry.inputs.empty()) {
        Problem(entry.pointer,
                fmt::format("No service runs the image \"{}\", and it has no paths", entry.name),
                "Give it a \"path\" or \"inputs\", or mend its name.");
      }
    }
    std::set<std::string> known = run;
    for (const auto& [name, entry] : entries) known.insert(name);
    for (const auto& [name, entry] : entries) {
      Image image{.name = name, .paths = AllPaths(entry->inputs), .packages = {}, .from = {}};
      if (entry->path) Append(image.paths, Paths(*entry->path, std::nullopt));
      Unique(image.paths);
      image.packages = References(entry->depends_on);
      for (const NameReference& base : entry->from) {
        if (known.contains(base.name)) {
          image.from.push_back(base.name);
        } else {
          UnknownName(base, "image", {known.begin(), known.end()});
        }
      }
      Unique(image.from);
      platform_.images.push_back(std::move(image));
    }
    CheckImageCycles();
  }

  void CheckImageCycles() {
    const std::vector<Image>& images = platform_.images;
    std::vector<std::vector<std::size_t>> bases(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
      for (const std::string& base : images[i].from) {
        const auto found = std::ranges::find(images, base, &Image::name);
        if (found != images.end()) {
          bases[i].push_back(static_cast<std::size_t>(found - images.begin()));
        }
      }
    }
    const auto waves = graph::BuildWaves(bases);
    if (const auto* cycle = std::get_if<graph::WaveCycle>(&waves)) {
      std::string names;
      for (const std::size_t image : cycle->images) names += images[image].name + " -> ";
      Problem("/images", "Images are built FROM each other in a circle: " + names +
                             images[cycle->images.front()].name);
    }
  }

  const Config& config_;
  TreeFinder finder_;
  Platform platform_;
  ConfigProblems problems_;
  std::unordered_map<std::string, std::string> package_by_name_;  // name or path -> name
  std::unordered_map<std::string, std::size_t> service_by_name_;  // index into platform_.services
};

}  // namespace

std::variant<Platform, ExpandFailure> ExpandConfig(const Config& config, graph::TreeReader& reader,
                                                   const graph::ObjectId& root) {
  return Expander(config, reader, root).Run();
}

ConfigProblems DeadPathProblems(const std::vector<DeadPath>& dead_paths) {
  ConfigProblems problems;
  for (const DeadPath& dead : dead_paths) {
    problems.push_back(
        {dead.pointer,
         fmt::format("{} does not exist in this commit", DisplayPath(dead.path.bytes())),
         "Mend the path, or remove it."});
  }
  return problems;
}

}  // namespace deltaplan::planner
