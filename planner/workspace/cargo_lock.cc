#include "planner/workspace/cargo_lock.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "documents/toml.h"
#include "graph/drop_doubles.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Value;

struct Package {
  Value table;
  std::string_view name;
  std::string_view version;
  std::string_view source;
};

// "name", "name version", "name version (source)".
struct Reference {
  std::string_view name;
  std::string_view version;
  std::string_view source;
};

Reference SplitReference(std::string_view text) {
  Reference reference;
  reference.name = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(reference.name.size() + 1, text.size()));
  reference.version = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(reference.version.size() + 1, text.size()));
  if (text.starts_with('(') && text.ends_with(')')) {
    reference.source = text.substr(1, text.size() - 2);
  }
  return reference;
}

std::string_view Until(std::string_view text, char end) { return text.substr(0, text.find(end)); }

// A reference names a git repository without its commit. Version 1 and 2 of the format leave out
// "?branch=master" where later ones write it.
bool IsSource(std::string_view written, std::string_view source) {
  if (written == source) return true;
  if (Until(written, '#') == Until(source, '#')) return true;
  return source.starts_with("git+") && Until(Until(written, '#'), '?') == written &&
         Until(Until(source, '#'), '?') == written && source.find("?branch=") != source.npos;
}

class LockReader {
 public:
  std::optional<ReadProblem> Read(const Value& root, CargoLock& lock) {
    if (std::optional<ReadProblem> problem = ReadVersion(root, lock)) return problem;
    if (std::optional<ReadProblem> problem = Collect(root)) return problem;
    for (const auto& [key, value] : root["metadata"].members()) {
      if (key.starts_with("checksum ")) old_checksums_.emplace(key.substr(9), value.text());
    }
    Number(lock);
    for (std::size_t i = 0; i < packages_.size(); ++i) Connect(i, lock);
    lock.graph = records_.Take();
    graph::SortWithoutDoubles(lock.local_uses);
    return std::nullopt;
  }

 private:
  static std::optional<ReadProblem> ReadVersion(const Value& root, CargoLock& lock) {
    const Value version = root["version"];
    if (version.Exists()) {
      lock.version = version.str();
      if (lock.version == "3" || lock.version == "4") return std::nullopt;
      return ReadProblem{{}, ReadCause::kVersion, "its version is " + lock.version};
    }
    lock.version = "2";
    return std::nullopt;
  }

  std::optional<ReadProblem> Collect(const Value& root) {
    const Value list = root["package"];
    if (list.Exists() && !list.IsList()) {
      return ReadProblem{{}, ReadCause::kSyntax, "'package' is no list"};
    }
    // The oldest files keep the package of the manifest apart from the others.
    if (root["root"].IsMap()) Add(root["root"]);
    for (const Value table : list.items()) Add(table);
    for (const Package& package : packages_) {
      if (package.name.empty() || package.version.empty()) {
        return ReadProblem{{}, ReadCause::kSyntax, "a package has no name or no version"};
      }
    }
    // By name, version and source, whatever the order of the file.
    std::stable_sort(packages_.begin(), packages_.end(), [](const auto& left, const auto& right) {
      return std::tie(left.name, left.version, left.source) <
             std::tie(right.name, right.version, right.source);
    });
    return std::nullopt;
  }

  void Add(const Value& table) {
    packages_.push_back(
        Package{table, table["name"].text(), table["version"].text(), table["source"].text()});
  }

  // Gives each package its place among the records or among the local ones.
  void Number(CargoLock& lock) {
    for (const Package& package : packages_) {
      if (package.source.empty()) {
        places_.push_back(lock.local.size());
        lock.local.push_back({std::string(package.name), std::string(package.version), {}, {}});
        continue;
      }
      places_.push_back(records_.size());
      static constexpr std::array<std::string_view, 5> kElsewhere{"name", "version", "source",
                                                                  "dependencies", "checksum"};
      Record& record = AddRecord();
      record.name = records_.Keep(package.name);
      record.version = records_.Keep(package.version);
      record.source = records_.Keep(package.source);
      // Version 1 keeps checksums in a table of their own.
      const auto old =
          old_checksums_.find(std::string(package.name) + ' ' + std::string(package.version) +
                              " (" + std::string(package.source) + ')');
      std::string content(old != old_checksums_.end() ? old->second
                                                      : package.table["checksum"].text());
      content += documents::CanonicalText(package.table, kElsewhere);
      record.content = records_.Keep(content);
    }
  }

  Record& AddRecord() {
    return records_[records_.Add(static_cast<std::uint32_t>(records_.size()))];
  }

  void Connect(std::size_t from, CargoLock& lock) {
    const Package& package = packages_[from];
    std::vector<RecordEdge> edges;
    std::vector<std::size_t> local;
    std::vector<Value> written;
    for (const Value item : package.table["dependencies"].items()) written.push_back(item);
    // `[replace]` points to what is built instead.
    if (package.table["replace"].Exists()) written.push_back(package.table["replace"]);
    for (const Value& item : written) {
      if (AddEdges(SplitReference(item.text()), edges, local)) continue;
      const RecordId unknown =
          records_.FindOrUnknown(static_cast<std::uint32_t>(records_.size()), item.text(),
                                 SplitReference(item.text()).name);
      edges.push_back({records_[unknown].name, EdgeKind::kNormal, unknown});
    }
    graph::SortWithoutDoubles(edges);
    graph::SortWithoutDoubles(local);
    if (package.source.empty()) {
      lock.local[places_[from]].records = std::move(edges);
      lock.local[places_[from]].local = std::move(local);
      return;
    }
    const RecordId id{static_cast<std::uint32_t>(places_[from])};
    records_.SetEdges(id, edges);
    for (const std::size_t use : local) lock.local_uses.emplace_back(id, use);
  }

  // False when it fits no package.
  bool AddEdges(const Reference& reference, std::vector<RecordEdge>& edges,
                std::vector<std::size_t>& local) {
    auto at = std::lower_bound(
        packages_.begin(), packages_.end(), reference.name,
        [](const Package& package, std::string_view name) { return package.name < name; });
    bool found = false;
    for (; at != packages_.end() && at->name == reference.name; ++at) {
      if (!reference.version.empty() && at->version != reference.version) continue;
      if (!reference.source.empty() && !IsSource(reference.source, at->source)) continue;
      found = true;
      const std::size_t place = places_[static_cast<std::size_t>(at - packages_.begin())];
      if (at->source.empty()) {
        local.push_back(place);
      } else {
        edges.push_back({records_.Keep(reference.name), EdgeKind::kNormal,
                         RecordId{static_cast<std::uint32_t>(place)}});
      }
    }
    return found;
  }

  std::vector<Package> packages_;    // sorted
  std::vector<std::size_t> places_;  // of packages_[i], in CargoLock::local or its records
  std::map<std::string, std::string_view, std::less<>> old_checksums_;
  NumberedRecordBuilder records_;
};

}  // namespace

std::variant<CargoLock, ReadProblem> ParseCargoLock(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  CargoLock lock;
  LockReader reader;
  if (auto problem = reader.Read(std::get<0>(document).root(), lock)) return std::move(*problem);
  return lock;
}

}  // namespace deltaplan::planner::workspace
