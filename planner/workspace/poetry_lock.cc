#include "planner/workspace/poetry_lock.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "documents/toml.h"
#include "graph/drop_doubles.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/python_requirement.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::CanonicalText;
using documents::Value;

struct PoetryTable {
  Value table;
  std::string name;  // normalised
  std::optional<std::size_t> local;
  RecordId record{};
};

class PoetryLockReader {
 public:
  std::optional<ReadProblem> Read(const Value& root, PoetryLock& lock) {
    lock.version = root["metadata"]["lock-version"].str();
    static constexpr std::array<std::string_view, 4> kVersions{"1.0", "1.1", "2.0", "2.1"};
    if (std::find(kVersions.begin(), kVersions.end(), lock.version) == kVersions.end()) {
      return ReadProblem{{}, ReadCause::kVersion, "its lock-version is '" + lock.version + "'"};
    }
    // Until version 1.1 the files stand by themselves, those of all versions of a package together.
    for (const auto& [name, files] : root["metadata"]["files"].members()) {
      files_[PythonName(name)] += CanonicalText(files);
    }
    for (const Value table : root["package"].items()) {
      if (table["name"].text().empty()) {
        return ReadProblem{{}, ReadCause::kSyntax, "a package has no name"};
      }
      packages_.push_back({table, PythonName(table["name"].text()), {}, {}});
    }
    for (PoetryTable& package : packages_) Number(package, lock);
    for (const PoetryTable& package : packages_) Connect(package, lock);
    lock.graph = records_.Take();
    graph::SortWithoutDoubles(lock.local_uses);
    graph::SortWithoutDoubles(lock.files);
    return std::nullopt;
  }

 private:
  static std::string KeyOf(const PoetryTable& package) {
    return package.name + '\n' + package.table["version"].str() + '\n' +
           CanonicalText(package.table["source"]);
  }

  void Number(PoetryTable& package, PoetryLock& lock) {
    const Value source = package.table["source"];
    PoetryPackages& named = lock.by_name[package.name];
    if (source["type"].text() == "directory") {
      package.local = lock.local.size();
      named.local.push_back(*package.local);
      lock.local.push_back({package.name, source["url"].str(), {}, {}});
    } else {
      package.record = records_.Add(KeyOf(package));
      FillIn(package, source, lock);
      named.records.push_back(package.record);
    }
    for (const auto& [extra, list] : package.table["extras"].members()) {
      const std::string name = ExtraOf(package.name, extra);
      const RecordId id = records_.Add(KeyOf(package) + '\n' + PythonName(extra));
      records_[id].name = records_.Keep(name);
      lock.by_name[name].records.push_back(id);
    }
  }

  // Groups and categories say who of this project needs it, which the edges say better.
  void FillIn(const PoetryTable& package, const Value& source, PoetryLock& lock) {
    static constexpr std::array<std::string_view, 8> kElsewhere{
        "name", "version", "description", "category", "groups", "optional", "source", "extras"};
    Record& record = records_[package.record];
    record.name = records_.Keep(package.name);
    record.version = records_.Keep(package.table["version"].text());
    record.source = records_.Keep(CanonicalText(source));
    std::string content(record.content);
    content += CanonicalText(package.table, kElsewhere);
    const auto files = files_.find(package.name);
    if (files != files_.end()) content += files->second;
    record.content = records_.Keep(content);
    if (source["type"].text() == "file") {
      lock.files.emplace_back(package.record, source["url"].str());
    }
  }

  static std::string ExtraOf(const std::string& name, std::string_view extra) {
    return name + '[' + PythonName(extra) + ']';
  }

  void Connect(const PoetryTable& package, PoetryLock& lock) {
    const Value dependencies = package.table["dependencies"];
    std::vector<RecordEdge> edges;
    std::vector<std::size_t> local;
    for (const auto& [name, value] : dependencies.members()) {
      Follow(name, value, false, lock, edges, local);
    }
    graph::SortWithoutDoubles(edges);
    graph::SortWithoutDoubles(local);
    if (package.local) {
      lock.local[*package.local].records = std::move(edges);
      lock.local[*package.local].local = std::move(local);
    } else {
      records_.SetEdges(package.record, edges);
      for (const std::size_t use : local) lock.local_uses.emplace_back(package.record, use);
    }
    for (const auto& [extra, list] : package.table["extras"].members()) {
      ConnectExtra(package, extra, list, dependencies, lock);
    }
  }

  void ConnectExtra(const PoetryTable& package, std::string_view extra, const Value& list,
                    const Value& dependencies, PoetryLock& lock) {
    const RecordId id = *records_.Find(KeyOf(package) + '\n' + PythonName(extra));
    std::vector<RecordEdge> edges;
    std::vector<std::size_t> local;
    for (const Value item : list.items()) {
      const auto requirement = ParsePythonRequirement(item.text());
      if (!requirement) continue;
      bool is_told = false;
      for (const auto& [name, value] : dependencies.members()) {
        if (PythonName(name) != requirement->name) continue;
        is_told = true;
        Follow(name, value, true, lock, edges, local);
      }
      if (!is_told) Follow(requirement->name, Value(), true, lock, edges, local);
    }
    records_.SetEdges(id, edges);
    for (const std::size_t use : local) lock.local_uses.emplace_back(id, use);
  }

  // A package that the lockfile lacks is one that no platform of the project needs.
  void Follow(std::string_view name, const Value& value, bool with_optional, const PoetryLock& lock,
              std::vector<RecordEdge>& edges, std::vector<std::size_t>& local) {
    if (value.IsList()) {
      for (const Value item : value.items()) {
        Follow(name, item, with_optional, lock, edges, local);
      }
      return;
    }
    if (value["optional"].IsTrue() && !with_optional) return;
    const std::string normal = PythonName(name);
    const auto add = [&](const std::string& wanted) {
      const auto found = lock.by_name.find(wanted);
      if (found == lock.by_name.end()) return;
      for (const RecordId id : found->second.records) {
        edges.push_back({records_.Keep(normal), EdgeKind::kNormal, id});
      }
      local.insert(local.end(), found->second.local.begin(), found->second.local.end());
    };
    add(normal);
    for (const Value extra : value["extras"].items()) add(ExtraOf(normal, extra.text()));
  }

  std::vector<PoetryTable> packages_;
  std::map<std::string, std::string> files_;  // of the older versions, by package
  RecordBuilder records_;
};

}  // namespace

std::variant<PoetryLock, ReadProblem> ParsePoetryLock(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  PoetryLock lock;
  PoetryLockReader reader;
  if (auto problem = reader.Read(std::get<0>(document).root(), lock)) return std::move(*problem);
  return lock;
}

}  // namespace deltaplan::planner::workspace
