#include "planner/config/input_patterns.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "planner/config/tree_glob.h"

namespace deltaplan::planner {
namespace {

std::string_view LastName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The image of the service that `config` calls `name`, and that lies at `path` where a pattern has
// found it.
std::optional<std::string> ImageByName(const Config& config, std::string_view name,
                                       std::string_view path) {
  std::optional<std::string> image;
  for (const ServiceEntry& entry : config.services) {
    bool is_meant = entry.name == name;
    if (!entry.name && entry.path) {
      const std::string& text = entry.path->text;
      is_meant = entry.path->HasWildcard() ? LastName(path) == name && IsAt(text, path)
                                           : LastName(text) == name;
    }
    if (!is_meant) continue;
    if (entry.image) {
      image = entry.image;
    } else if (!image) {
      image = name;
    }
  }
  return image;
}

}  // namespace

std::vector<InputPattern> InputPaths(const Config& config) {
  using Kind = InputPattern::Kind;
  std::vector<InputPattern> patterns;
  const auto add = [&](const PathPattern& pattern, Kind kind) {
    patterns.push_back({pattern.text, kind});
  };
  const auto add_inputs = [&](const std::vector<PathPattern>& all) {
    for (const PathPattern& pattern : all) add(pattern, Kind::kInput);
  };
  for (const ServiceEntry& service : config.services) {
    if (service.path) add(*service.path, Kind::kService);
    if (service.inputs) add_inputs(*service.inputs);
    if (service.manifest) patterns.push_back({*service.manifest, Kind::kInput});
  }
  for (const PackageEntry& package : config.packages) {
    add(package.path, Kind::kInput);
    if (package.inputs) add_inputs(*package.inputs);
  }
  for (const PathPattern& input : config.build_inputs) add(input, Kind::kBuildInput);
  for (const ImageEntry& image : config.images) {
    if (image.path) add(*image.path, Kind::kInput);
    add_inputs(image.inputs);
  }
  return patterns;
}

std::vector<InputPattern> InputPatterns(const Config& config) {
  std::vector<InputPattern> patterns = InputPaths(config);
  std::erase_if(patterns, [](const InputPattern& pattern) {
    return pattern.text.find('*') == std::string_view::npos;
  });
  return patterns;
}

std::optional<std::string_view> MatchedPart(std::string_view pattern, std::string_view path) {
  std::size_t end = 0;  // of what was matched of `path`
  while (true) {
    const std::string_view rest = path.substr(end);
    const std::size_t pattern_slash = pattern.find('/');
    const std::size_t path_slash = rest.find('/');
    const std::string_view name = rest.substr(0, path_slash);
    if (name.empty() || !MatchesComponent(pattern.substr(0, pattern_slash), name)) {
      return std::nullopt;
    }
    end += name.size();
    if (pattern_slash == std::string_view::npos) return path.substr(0, end);
    if (path_slash == std::string_view::npos) return std::nullopt;
    ++end;
    pattern.remove_prefix(pattern_slash + 1);
  }
}

bool LeadsTo(std::string_view path, std::string_view pattern) {
  for (std::size_t slash = pattern.find('/'); slash != std::string_view::npos;
       slash = pattern.find('/', slash + 1)) {
    if (MatchedPart(pattern.substr(0, slash), path) == path) return true;
  }
  return false;
}

bool IsAt(std::string_view pattern, std::string_view path) {
  return pattern == path || MatchedPart(pattern, path) == path;
}

std::optional<std::string> ImageOfService(const Config& config, std::string_view name,
                                          std::string_view path) {
  std::optional<std::string> image = ImageByName(config, name, path);
  if (image) return image;
  const auto is_there = [&](const ServiceEntry& entry) {
    return entry.path && IsAt(entry.path->text, path);
  };
  const auto entry = std::ranges::find_if(config.services, is_there);
  if (entry == config.services.end()) return std::nullopt;
  return ImageByName(config, entry->name ? std::string_view(*entry->name) : LastName(path), path);
}

std::vector<std::string> OtherPlacesOf(const Config& config, std::string_view name,
                                       std::string_view path) {
  std::vector<std::string> places;
  bool is_here = false;
  for (const ServiceEntry& entry : config.services) {
    if (!entry.path) continue;
    const std::string& text = entry.path->text;
    const std::size_t last = text.rfind('/') + 1;
    if (entry.name == name) {  // it moves there, wherever it was
      places = {text};
      is_here = IsAt(text, path);
    } else if (!entry.name && MatchesComponent(std::string_view(text).substr(last), name)) {
      places.push_back(text.substr(0, last).append(name));
      is_here = is_here || IsAt(text, path);
    }
  }
  if (is_here) places.clear();
  return places;
}

std::vector<std::string> PlacesOfServices(const Config& config, std::string_view image) {
  std::vector<std::string> places;
  std::set<std::string_view> names{image};  // that its services may have
  for (const ServiceEntry& entry : config.services) {
    if (entry.name) names.insert(*entry.name);
    if (!entry.name && entry.path) {
      const bool is_pattern = entry.path->HasWildcard();
      if (is_pattern && entry.image == image) places.push_back(entry.path->text);
      if (!is_pattern) names.insert(LastName(entry.path->text));
    }
  }
  for (const std::string_view name : names) {
    for (std::string& place : OtherPlacesOf(config, name, {})) {
      if (ImageByName(config, name, place) == image) places.push_back(std::move(place));
    }
  }
  return places;
}

}  // namespace deltaplan::planner
