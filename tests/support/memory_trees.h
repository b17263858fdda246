// Trees in memory for tests: a map of paths goes in, a `TreeReader` comes out.
#ifndef DELTAPLAN_TESTS_SUPPORT_MEMORY_TREES_H_
#define DELTAPLAN_TESTS_SUPPORT_MEMORY_TREES_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/object_id.h"
#include "graph/tree_reader.h"

namespace deltaplan::graph {

/// What stands at one path: its mode, and any text that stands for its content.
struct MemoryFile {
  FileMode mode = FileMode::kFile;
  std::string content;
};

class MemoryTrees : public TreeReader {
 public:
  /// Stores the tree with these files and gives its id. Equal files give equal ids, as in git.
  ObjectId Add(const std::map<std::string, MemoryFile>& files) {
    std::map<std::string, std::map<std::string, MemoryFile>> directories;
    std::vector<std::pair<std::string, EntryState>> entries;
    for (const auto& [path, file] : files) {
      const std::size_t slash = path.find('/');
      if (slash != std::string::npos) {
        directories[path.substr(0, slash)][path.substr(slash + 1)] = file;
        continue;
      }
      const ObjectId id = Hash("blob" + file.content);
      contents_[id] = file.content;
      entries.push_back({path, {file.mode, id}});
    }
    for (const auto& [name, inside] : directories) {
      entries.push_back({name, {FileMode::kTree, Add(inside)}});
    }
    std::ranges::sort(entries, [](const auto& left, const auto& right) {
      return CompareNames(left.first, left.second.IsTree(), right.first, right.second.IsTree()) < 0;
    });
    std::string raw;
    for (const auto& [name, state] : entries) {
      raw += Octal(static_cast<std::uint32_t>(state.mode)) + " " + name + '\0';
      raw.append(state.id.bytes.begin(), state.id.bytes.end());
    }
    const ObjectId id = Hash("tree" + raw);
    trees_[id] = std::move(raw);
    return id;
  }

  /// The same with plain files of one content each.
  ObjectId AddFiles(const std::map<std::string, std::string>& files) {
    std::map<std::string, MemoryFile> all;
    for (const auto& [path, content] : files) all[path] = {FileMode::kFile, content};
    return Add(all);
  }

  /// A tree that holds only the directory `name`, which is `tree`.
  ObjectId Wrap(const std::string& name, const ObjectId& tree) {
    std::string raw = Octal(static_cast<std::uint32_t>(FileMode::kTree)) + " " + name + '\0';
    raw.append(tree.bytes.begin(), tree.bytes.end());
    const ObjectId id = Hash("tree" + raw);
    trees_[id] = std::move(raw);
    return id;
  }

  std::optional<TreeError> ReadTree(const ObjectId& id, std::string& raw) override {
    ++reads_;
    const auto found = trees_.find(id);
    if (found == trees_.end()) return TreeError{TreeError::Kind::kMissing, id, "not in memory"};
    raw = found->second;
    return std::nullopt;
  }

  /// The content of a blob (for symbolic links).
  std::optional<std::string> Content(const ObjectId& id) const {
    const auto found = contents_.find(id);
    if (found == contents_.end()) return std::nullopt;
    return found->second;
  }

  void Forget(const ObjectId& tree) { trees_.erase(tree); }
  void Damage(const ObjectId& tree) { trees_[tree] = "damaged"; }
  std::size_t reads() const { return reads_; }

 private:
  static std::string Octal(std::uint32_t mode) {
    std::string digits;
    for (; mode > 0; mode /= 8) digits.insert(digits.begin(), static_cast<char>('0' + mode % 8));
    return digits;
  }

  // FNV-1a, five times with other seeds: good enough to tell test contents apart.
  static ObjectId Hash(std::string_view text) {
    ObjectId id;
    for (std::size_t part = 0; part < ObjectId::kSize; part += 4) {
      std::uint64_t hash = 0xCBF29CE484222325U + part * 0x9E3779B97F4A7C15U;
      for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
      for (std::size_t i = 0; i < 4; ++i) {
        id.bytes[part + i] = static_cast<std::uint8_t>(hash >> (8 * i + 16));
      }
    }
    return id;
  }

  std::unordered_map<ObjectId, std::string, ObjectIdHash> trees_;
  std::unordered_map<ObjectId, std::string, ObjectIdHash> contents_;
  std::size_t reads_ = 0;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_TESTS_SUPPORT_MEMORY_TREES_H_
