// `packages` is a picture of the disk: its keys are paths. Which package a name means follows from
// where the one that asks lies, as Node finds it: the node_modules of its own directory, then those
// of the directories above.
#include "planner/workspace/npm_lock.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "documents/json.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

constexpr std::string_view kModules = "node_modules/";

struct NpmTable {
  std::string_view name;
  EdgeKind kind;
  bool may_lack;  // is not installed everywhere
};
constexpr std::array<NpmTable, 4> kNpmTables{{{"dependencies", EdgeKind::kNormal, false},
                                              {"optionalDependencies", EdgeKind::kOptional, true},
                                              {"peerDependencies", EdgeKind::kPeer, true},
                                              {"devDependencies", EdgeKind::kDevelopment, false}}};

// What is said elsewhere, or installs nothing.
constexpr std::array<std::string_view, 11> kNpmNoContent{"name",
                                                         "version",
                                                         "resolved",
                                                         "dependencies",
                                                         "optionalDependencies",
                                                         "peerDependencies",
                                                         "devDependencies",
                                                         "deprecated",
                                                         "funding",
                                                         "license",
                                                         "peerDependenciesMeta"};

// Where the name of an installed package begins in its key; npos for what is not installed.
std::size_t NameAt(std::string_view key) {
  const std::size_t at = key.rfind(kModules);
  if (at == std::string_view::npos || (at > 0 && key[at - 1] != '/')) return std::string_view::npos;
  return at + kModules.size();
}

class NpmLockReader {
 public:
  explicit NpmLockReader(const Value& packages) : packages_(packages) {}

  NpmLock Read() {
    for (const auto& [key, entry] : packages_.members()) {
      entries_.emplace(key, entry);
      const bool is_installed = NameAt(key) != std::string_view::npos;
      if (is_installed && !entry["link"].IsTrue()) records_.Add(std::string(key));
    }
    for (const auto& [key, entry] : packages_.members()) {
      if (entry["link"].IsTrue()) continue;
      if (NameAt(key) == std::string_view::npos) {
        ReadImporter(key, entry);
      } else {
        ReadRecord(key, entry);
      }
    }
    lock_.records = records_.Take();
    return std::move(lock_);
  }

 private:
  // The key of what `name` means to a package at `from`.
  std::optional<std::string> Locate(std::string_view from, std::string_view name) const {
    std::string_view at = from;
    while (true) {
      const bool is_modules = at == "node_modules" || at.ends_with("/node_modules");
      if (!is_modules) {
        std::string key(at);
        if (!key.empty()) key += '/';
        key += kModules;
        key += name;
        if (entries_.contains(key)) return key;
      }
      if (at.empty()) return std::nullopt;
      const std::size_t slash = at.rfind('/');
      at = slash == std::string_view::npos ? std::string_view() : at.substr(0, slash);
    }
  }

  void ReadImporter(std::string_view key, const Value& entry) {
    std::vector<NodeReference>& references = lock_.importers[key.empty() ? "." : std::string(key)];
    for (const NpmTable& table : kNpmTables) {
      for (const auto& [name, range] : entry[table.name].members()) {
        const std::optional<std::string> found = Locate(key, name);
        NodeReference reference{
            .name = std::string(name), .kind = table.kind, .link = {}, .record = {}};
        if (!found) {
          if (table.may_lack) continue;
          reference.record =
              records_.FindOrUnknown(std::string(key) + " " + std::string(name), name);
        } else if (const Value target = entries_.at(*found); target["link"].IsTrue()) {
          reference.link = target["resolved"].str();
        } else {
          reference.record = records_.Find(*found);
        }
        references.push_back(std::move(reference));
      }
    }
    std::ranges::sort(references);
  }

  void ReadRecord(std::string_view key, const Value& entry) {
    const RecordId number = *records_.Find(std::string(key));
    NodeLocalContent local{.record = number};
    {
      Record& record = records_[number];
      record.name =
          records_.Keep(entry["name"].IsText() ? entry["name"].text() : key.substr(NameAt(key)));
      record.version = records_.Keep(entry["version"].text());
      record.source = records_.Keep(entry["resolved"].text());
      record.content = records_.Keep(documents::CanonicalText(entry, kNpmNoContent));
      constexpr std::string_view kFile = "file:";
      if (record.source.starts_with(kFile))
        local.files.emplace_back(record.source.substr(kFile.size()));
    }
    std::vector<RecordEdge> edges;
    for (const NpmTable& table : kNpmTables) {
      if (table.kind == EdgeKind::kDevelopment) continue;
      for (const auto& [name, range] : entry[table.name].members()) {
        const std::optional<std::string> found = Locate(key, name);
        if (!found) {
          if (table.may_lack || entry["optional"].IsTrue()) continue;
          const RecordId unknown =
              records_.FindOrUnknown(std::string(key) + " " + std::string(name), name);
          edges.push_back({records_.Keep(name), table.kind, unknown});
        } else if (const Value target = entries_.at(*found); target["link"].IsTrue()) {
          local.directories.push_back(target["resolved"].str());
        } else {
          edges.push_back({records_.Keep(name), table.kind, *records_.Find(*found)});
        }
      }
    }
    records_.SetEdges(number, edges);
    if (!local.IsEmpty()) lock_.local_content.push_back(std::move(local));
  }

  Value packages_;
  std::unordered_map<std::string, Value> entries_;
  RecordBuilder records_;
  NpmLock lock_;
};

}  // namespace

std::variant<NpmLock, ReadProblem> ParseNpmLock(std::string_view text) {
  const auto read = documents::ReadJson(text, documents::JsonDialect::kPlain);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  const Value root = std::get<Document>(read).root();
  if (!root.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "it is no object"};
  const std::string_view version = root["lockfileVersion"].text();
  if (version == "1") {
    NpmLock lock;
    lock.is_opaque = true;
    return lock;
  }
  if (version != "2" && version != "3") {
    return ReadProblem{{}, ReadCause::kVersion, "lockfileVersion " + std::string(version)};
  }
  const Value packages = root["packages"];
  if (!packages.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "packages is no object"};
  return NpmLockReader(packages).Read();
}

}  // namespace deltaplan::planner::workspace
