#include "planner/workspace/uv_lock.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "documents/toml.h"
#include "graph/drop_doubles.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::CanonicalText;
using documents::SameContent;
using documents::Value;

constexpr int kNewestRevision = 5;

struct UvPackage {
  Value table;
  std::string_view name;
  std::string_view version;
  std::size_t local = kNotLocal;
  RecordId record{};

  static constexpr std::size_t kNotLocal = static_cast<std::size_t>(-1);
  bool IsLocal() const { return local != kNotLocal; }
};

// Of sources that are directories of the repository.
std::optional<std::string> DirectoryOf(const Value& source) {
  for (const std::string_view kind : {"editable", "directory", "virtual"}) {
    if (source[kind].IsText()) return source[kind].str();
  }
  return std::nullopt;
}

// All of a package but what names it and leads on. When a file was uploaded is no part of what is
// installed.
std::string ContentOf(const Value& table) {
  static constexpr std::array<std::string_view, 9> kElsewhere{
      "name",     "version", "source", "dependencies", "optional-dependencies", "dev-dependencies",
      "metadata", "sdist",   "wheels"};
  static constexpr std::array<std::string_view, 2> kTimes{"upload-time", "upload_time"};
  std::string content = CanonicalText(table, kElsewhere);
  content += CanonicalText(table["sdist"], kTimes);
  std::vector<std::string> wheels;
  for (const Value wheel : table["wheels"].items()) wheels.push_back(CanonicalText(wheel, kTimes));
  std::sort(wheels.begin(), wheels.end());
  for (const std::string& wheel : wheels) content += wheel;
  return content;
}

class UvLockReader {
 public:
  std::optional<ReadProblem> Read(const Value& root, UvLock& lock) {
    if (std::optional<ReadProblem> problem = ReadVersion(root, lock)) return problem;
    if (root["distribution"].Exists()) {
      return ReadProblem{{}, ReadCause::kVersion, "it is from before uv's format was settled"};
    }
    for (const Value table : root["package"].items()) {
      packages_.push_back({table, table["name"].text(), table["version"].text()});
      if (packages_.back().name.empty() || !table["source"].IsMap()) {
        return ReadProblem{{}, ReadCause::kSyntax, "a package has no name or no source"};
      }
    }
    std::stable_sort(
        packages_.begin(), packages_.end(),
        [](const UvPackage& left, const UvPackage& right) { return left.name < right.name; });
    for (UvPackage& package : packages_) Number(package, lock);
    for (const UvPackage& package : packages_) Connect(package, lock);
    lock.graph = records_.Take();
    graph::SortWithoutDoubles(lock.local_uses);
    graph::SortWithoutDoubles(lock.files);
    lock.settings.emplace_back("version", lock.version);
    for (const std::string_view key : {"build-constraints"}) {
      const Value value = root["manifest"][key];
      if (value.Exists())
        lock.settings.emplace_back("manifest.build-constraints", CanonicalText(value));
    }
    graph::SortWithoutDoubles(lock.settings);
    return std::nullopt;
  }

 private:
  static std::optional<ReadProblem> ReadVersion(const Value& root, UvLock& lock) {
    lock.version = root["version"].str();
    if (lock.version != "1") {
      return ReadProblem{{}, ReadCause::kVersion, "its version is '" + lock.version + "'"};
    }
    const std::string_view text = root["revision"].text();
    int revision = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
    if (text.empty() || (error == std::errc() && end == text.data() + text.size() &&
                         revision >= 0 && revision <= kNewestRevision)) {
      return std::nullopt;
    }
    return ReadProblem{{}, ReadCause::kVersion, "its revision is '" + std::string(text) + "'"};
  }

  // Keys of the record builder; no name of a package holds a line break.
  static std::string KeyOf(const UvPackage& package, std::string_view extra) {
    std::string key(package.name);
    key += '\n';
    key += package.version;
    key += '\n';
    key += CanonicalText(package.table["source"]);
    key += '\n';
    key += extra;
    return key;
  }

  void Number(UvPackage& package, UvLock& lock) {
    const Value source = package.table["source"];
    for (const auto& [extra, list] : package.table["optional-dependencies"].members()) {
      const RecordId id = records_.Add(KeyOf(package, extra));
      records_[id].name = records_.Keep(std::string(package.name) + '[' + std::string(extra) + ']');
    }
    if (std::optional<std::string> path = DirectoryOf(source)) {
      package.local = lock.local.size();
      lock.local.push_back({std::string(package.name), std::move(*path), {}, {}, {}});
      return;
    }
    package.record = records_.Add(KeyOf(package, ""));
    Record& record = records_[package.record];
    record.name = records_.Keep(package.name);
    record.version = records_.Keep(package.version);
    record.source = records_.Keep(CanonicalText(source));
    // Forks may have one package twice.
    AddContent(package.record, ContentOf(package.table));
    if (source["path"].IsText()) lock.files.emplace_back(package.record, source["path"].str());
    // A registry that is a directory: its archives are named relative to it.
    const std::string registry = source["registry"].str();
    for (const Value wheel : package.table["wheels"].items())
      AddFile(registry, wheel, package, lock);
    AddFile(registry, package.table["sdist"], package, lock);
  }

  void AddContent(RecordId id, const std::string& more) {
    if (more.empty()) return;
    Record& record = records_[id];
    record.content = records_.Keep(std::string(record.content) + more);
  }

  static void AddFile(const std::string& registry, const Value& archive, const UvPackage& package,
                      UvLock& lock) {
    if (registry.empty() || !archive["path"].IsText()) return;
    lock.files.emplace_back(package.record, registry + '/' + archive["path"].str());
  }

  void Connect(const UvPackage& package, UvLock& lock) {
    const auto connect_record = [&](const Value& list, RecordId id) {
      UvDependencies found = Follow(list);
      records_.SetEdges(id, found.records);
      AddContent(id, MarkersOf(list));
      for (const std::size_t local : found.local) lock.local_uses.emplace_back(id, local);
    };
    for (const auto& [extra, list] : package.table["optional-dependencies"].members()) {
      connect_record(list, *records_.Find(KeyOf(package, extra)));
    }
    if (!package.IsLocal()) {
      connect_record(package.table["dependencies"], package.record);
      return;
    }
    // Following may add records, so the package is looked up each time.
    lock.local[package.local].dependencies = Follow(package.table["dependencies"]);
    for (const auto& [extra, list] : package.table["optional-dependencies"].members()) {
      lock.local[package.local].extras[std::string(extra)] = Follow(list);
    }
    for (const auto& [group, list] : package.table["dev-dependencies"].members()) {
      lock.local[package.local].groups[std::string(group)] = Follow(list);
    }
  }

  // On which platforms and versions of Python each dependency is installed.
  static std::string MarkersOf(const Value& list) {
    std::vector<std::string> markers;
    for (const Value item : list.items()) {
      if (item["marker"].Exists()) markers.push_back(CanonicalText(item));
    }
    std::sort(markers.begin(), markers.end());
    std::string text;
    for (const std::string& marker : markers) text += marker;
    return text;
  }

  UvDependencies Follow(const Value& list) {
    UvDependencies found;
    for (const Value item : list.items()) FollowOne(item, found);
    graph::SortWithoutDoubles(found.records);
    graph::SortWithoutDoubles(found.local);
    return found;
  }

  void FollowOne(const Value& item, UvDependencies& found) {
    const std::string_view name = records_.Keep(item["name"].text());
    const std::string_view marker = records_.Keep(item["marker"].text());
    bool is_found = false;
    auto at = std::lower_bound(
        packages_.begin(), packages_.end(), name,
        [](const UvPackage& package, std::string_view wanted) { return package.name < wanted; });
    for (; at != packages_.end() && at->name == name; ++at) {
      if (item["version"].Exists() && item["version"].text() != at->version) continue;
      if (item["source"].Exists() && !SameContent(item["source"], at->table["source"])) continue;
      is_found = true;
      if (at->IsLocal()) {
        found.local.push_back(at->local);
      } else {
        found.records.push_back({name, EdgeKind::kNormal, at->record, marker});
      }
      const auto add_extra = [&](std::string_view extra) {
        // One that the package has no table for has no dependencies.
        if (const auto id = records_.Find(KeyOf(*at, extra))) {
          found.records.push_back({name, EdgeKind::kNormal, *id, marker});
        }
      };
      for (const Value extra : item["extra"].items()) add_extra(extra.text());
      if (item["extra"].IsText()) add_extra(item["extra"].text());
    }
    if (is_found) return;
    const RecordId unknown = records_.FindOrUnknown(CanonicalText(item), name);
    found.records.push_back({name, EdgeKind::kNormal, unknown, marker});
  }

  std::vector<UvPackage> packages_;  // sorted by name
  RecordBuilder records_;
};

}  // namespace

std::variant<UvLock, ReadProblem> ParseUvLock(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  UvLock lock;
  UvLockReader reader;
  if (auto problem = reader.Read(std::get<0>(document).root(), lock)) return std::move(*problem);
  return lock;
}

}  // namespace deltaplan::planner::workspace
