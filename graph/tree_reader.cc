#include "graph/tree_reader.h"

#include <algorithm>

namespace deltaplan::graph {
namespace {

// The kind that git gives a mode as it stands in a tree: old group-writable files are plain files.
FileMode ModeOf(std::uint32_t bits) {
  switch (bits & 0170000U) {
    case 0040000:
      return FileMode::kTree;
    case 0100000:
      return (bits & 0100U) != 0 ? FileMode::kExecutable : FileMode::kFile;
    case 0120000:
      return FileMode::kSymlink;
    case 0160000:
      return FileMode::kSubmodule;
    default:
      return FileMode::kNone;
  }
}

}  // namespace

TreeError NotATree(const ObjectId& id) {
  return {.kind = TreeError::Kind::kCorrupt, .id = id, .detail = "the object is not a valid tree"};
}

TreeError TooDeep(const ObjectId& id) {
  return {.kind = TreeError::Kind::kTooDeep,
          .id = id,
          .detail = "it lies inside of more than " + std::to_string(kDeepestTree) + " others"};
}

int CompareNames(std::string_view left, bool left_is_tree, std::string_view right,
                 bool right_is_tree) {
  const std::size_t common = std::min(left.size(), right.size());
  if (const int order = left.substr(0, common).compare(right.substr(0, common))) return order;
  const auto next = [common](std::string_view name, bool is_tree) -> int {
    if (name.size() > common) return static_cast<unsigned char>(name[common]);
    return is_tree ? '/' : 0;
  };
  return next(left, left_is_tree) - next(right, right_is_tree);
}

std::optional<TreeEntry> TakeEntry(std::string_view& raw) {
  std::uint32_t bits = 0;
  std::size_t at = 0;
  while (at < raw.size() && raw[at] >= '0' && raw[at] <= '7' && at < 7) {
    bits = bits * 8 + static_cast<std::uint32_t>(raw[at++] - '0');
  }
  if (at == 0 || at >= raw.size() || raw[at] != ' ') return std::nullopt;
  const FileMode mode = ModeOf(bits);
  const std::size_t nul = raw.find('\0', at + 1);
  if (mode == FileMode::kNone || nul == std::string_view::npos || nul == at + 1 ||
      raw.size() - nul - 1 < ObjectId::kSize) {
    return std::nullopt;
  }
  const TreeEntry entry{raw.substr(at + 1, nul - at - 1),
                        {mode, ObjectId::FromRaw(raw.data() + nul + 1)}};
  raw.remove_prefix(nul + 1 + ObjectId::kSize);
  return entry;
}

bool ParseTree(std::string_view raw, std::vector<TreeEntry>& entries) {
  entries.clear();
  while (!raw.empty()) {
    const std::optional<TreeEntry> entry = TakeEntry(raw);
    if (!entry) return false;
    // In a tree out of order a lookup could miss an entry that is there.
    if (!entries.empty() && CompareNames(entries.back().name, entries.back().state.IsTree(),
                                         entry->name, entry->state.IsTree()) >= 0) {
      return false;
    }
    entries.push_back(*entry);
  }
  return true;
}

const TreeEntry* FindEntry(const std::vector<TreeEntry>& entries, std::string_view name) {
  // A name stands at one of two places, as a file or as a directory.
  for (const bool is_tree : {true, false}) {
    const auto found = std::lower_bound(
        entries.begin(), entries.end(), name, [&](const TreeEntry& entry, std::string_view wanted) {
          return CompareNames(entry.name, entry.state.IsTree(), wanted, is_tree) < 0;
        });
    if (found != entries.end() && found->name == name) return &*found;
  }
  return nullptr;
}

std::optional<TreeError> ReadEntries(TreeReader& reader, const ObjectId& id, std::string& raw,
                                     std::vector<TreeEntry>& entries) {
  if (auto error = reader.ReadTree(id, raw)) return error;
  if (ParseTree(raw, entries)) return std::nullopt;
  return NotATree(id);
}

}  // namespace deltaplan::graph
