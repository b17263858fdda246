// `packages` has for each package a key that is a path of names: "sdk/zod" is the zod that sdk gets
// where that is not the one at the top. Names may be scoped, and the first may be a member's.
#include "planner/workspace/bun_lock.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "documents/json.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

struct BunTable {
  std::string_view name;
  EdgeKind kind;
  bool may_lack;
};
constexpr std::array<BunTable, 4> kBunTables{{{"dependencies", EdgeKind::kNormal, false},
                                              {"optionalDependencies", EdgeKind::kOptional, true},
                                              {"peerDependencies", EdgeKind::kPeer, true},
                                              {"devDependencies", EdgeKind::kDevelopment, false}}};
constexpr std::array<std::string_view, 4> kBunEdges{"dependencies", "optionalDependencies",
                                                    "peerDependencies", "devDependencies"};
constexpr std::string_view kBunWorkspace = "workspace:";

// "name@rest" in its two parts.
std::pair<std::string_view, std::string_view> SplitIdent(std::string_view ident) {
  const std::size_t at = ident.find('@', 1);
  if (at == std::string_view::npos) return {ident, {}};
  return {ident.substr(0, at), ident.substr(at + 1)};
}

// The key without its last name; nullopt when that is all it has.
std::optional<std::string_view> OuterKey(std::string_view key) {
  std::size_t slash = key.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::size_t before = slash == 0 ? std::string_view::npos : key.rfind('/', slash - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  if (key[begin] == '@') {  // the last name is scoped
    if (begin == 0) return std::nullopt;
    slash = before;
  }
  return key.substr(0, slash);
}

class BunLockReader {
 public:
  explicit BunLockReader(const Value& root) : root_(root) {}

  std::variant<BunLock, ReadProblem> Read() {
    for (const auto& [key, entry] : root_["packages"].members()) {
      if (!entry.IsList() || entry.size() == 0) {
        return ReadProblem{{}, ReadCause::kSyntax, "a package is no list"};
      }
      const Value ident = *entry.items().begin();
      entries_.emplace(key, entry);
      const std::string_view rest = SplitIdent(ident.text()).second;
      if (rest.starts_with(kBunWorkspace)) {
        links_.emplace(key, rest.substr(kBunWorkspace.size()));
      } else if (!rest.starts_with("root:")) {
        records_.Add(std::string(key));
      }
    }
    for (const auto& [key, entry] : root_["packages"].members()) {
      if (records_.Find(std::string(key))) ReadRecord(key, entry);
    }
    for (const auto& [path, importer] : root_["workspaces"].members()) ReadImporter(path, importer);
    lock_.records = records_.Take();
    for (const std::string_view key : {"configVersion", "trustedDependencies"}) {
      if (root_[key].Exists())
        lock_.settings.emplace_back(key, documents::CanonicalText(root_[key]));
    }
    return std::move(lock_);
  }

 private:
  // The key of what `name` means to what has the key `from`.
  std::optional<std::string> Locate(std::string_view from, std::string_view name) const {
    std::optional<std::string_view> at = from;
    while (at && !at->empty()) {
      std::string key = std::string(*at) + "/" + std::string(name);
      if (entries_.contains(key)) return key;
      at = OuterKey(*at);
    }
    std::string top(name);
    if (entries_.contains(top)) return top;
    return std::nullopt;
  }

  void ReadImporter(std::string_view path, const Value& importer) {
    std::vector<NodeReference>& references =
        lock_.importers[path.empty() ? "." : std::string(path)];
    const std::string own = importer["name"].str();
    for (const BunTable& table : kBunTables) {
      for (const auto& [name, range] : importer[table.name].members()) {
        const std::optional<std::string> found = Locate(own, name);
        NodeReference reference{
            .name = std::string(name), .kind = table.kind, .link = {}, .record = {}};
        if (found && links_.contains(*found)) {
          reference.link = links_.at(*found);
        } else if (found) {
          reference.record = records_.Find(*found);
        }
        if (!reference.link && !reference.record) {
          if (table.may_lack) continue;
          reference.record =
              records_.FindOrUnknown(std::string(path) + " " + std::string(name), name);
        }
        references.push_back(std::move(reference));
      }
    }
    std::ranges::sort(references);
  }

  void ReadRecord(std::string_view key, const Value& entry) {
    const RecordId number = *records_.Find(std::string(key));
    NodeLocalContent local{.record = number};
    Value info;
    {
      Record& record = records_[number];
      const std::string_view ident = (*entry.items().begin()).text();
      const auto [name, rest] = SplitIdent(ident);
      record.name = records_.Keep(name);
      record.version = records_.Keep(rest);
      std::string content;
      bool is_first = true;
      for (const Value item : entry.items()) {
        if (std::exchange(is_first, false)) continue;
        if (item.IsMap() && !info.Exists()) {
          info = item;
          content += documents::CanonicalText(item, kBunEdges);
        } else {
          content += documents::CanonicalText(item) + ";";
        }
      }
      record.content = records_.Keep(content);
      const Value patch = root_["patchedDependencies"][ident];
      if (patch.IsText()) local.files.push_back(patch.str());
      constexpr std::string_view kFile = "file:";
      if (rest.starts_with(kFile)) local.directories.emplace_back(rest.substr(kFile.size()));
      constexpr std::string_view kLink = "link:";  // without a dot: of the user's own links
      if (rest.starts_with("link:.")) local.directories.emplace_back(rest.substr(kLink.size()));
      if (rest.ends_with(".tgz") && rest.find("://") == std::string_view::npos) {
        local.directories.clear();
        local.files.emplace_back(rest.starts_with(kFile) ? rest.substr(kFile.size()) : rest);
      }
    }
    std::vector<RecordEdge> edges;
    for (const BunTable& table : kBunTables) {
      if (table.kind == EdgeKind::kDevelopment) continue;
      for (const auto& [name, range] : info[table.name].members()) {
        const std::optional<std::string> found = Locate(key, name);
        if (found && links_.contains(*found)) {
          local.directories.push_back(links_.at(*found));
          continue;
        }
        std::optional<RecordId> end = found ? records_.Find(*found) : std::nullopt;
        if (!end) {
          if (table.may_lack) continue;
          end = records_.FindOrUnknown(std::string(key) + " " + std::string(name), name);
        }
        edges.push_back({records_.Keep(name), table.kind, *end});
      }
    }
    records_.SetEdges(number, edges);
    if (!local.IsEmpty()) lock_.local_content.push_back(std::move(local));
  }

  Value root_;
  std::unordered_map<std::string, Value> entries_;
  std::unordered_map<std::string, std::string> links_;  // of members: key -> directory
  RecordBuilder records_;
  BunLock lock_;
};

}  // namespace

std::variant<BunLock, ReadProblem> ParseBunLock(std::string_view text) {
  const auto read = documents::ReadJson(text, documents::JsonDialect::kWithComments);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  const Value root = std::get<Document>(read).root();
  if (!root.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "it is no object"};
  const std::string_view version = root["lockfileVersion"].text();
  if (version != "0" && version != "1" && version != "2" && version != "3") {
    return ReadProblem{{}, ReadCause::kVersion, "lockfileVersion " + std::string(version)};
  }
  return BunLockReader(root).Read();
}

}  // namespace deltaplan::planner::workspace
