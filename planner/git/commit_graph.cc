#include "planner/git/commit_graph.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "planner/git/big_endian.h"
#include "planner/git/chunk_file.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

constexpr std::size_t kGraphHeader = 8;  // "CGPH", version, hash, number of chunks, files below
constexpr std::size_t kGraphFanOut = std::size_t{256} * 4;
constexpr std::size_t kRow = ObjectId::kSize + 16;  // tree, two parents, generation and time
constexpr std::uint32_t kNoParent = 0x70000000;
constexpr std::uint32_t kMoreParents = 0x80000000;  // of the second parent: where they stand
constexpr std::uint32_t kLastParent = 0x80000000;   // of one that stands there
// git merges the files of a chain long before.
constexpr std::size_t kMostLayers = 256;

std::uint32_t At(std::string_view numbers, std::size_t index) {
  return BigEndian32(numbers.data() + 4 * index);
}

}  // namespace

CommitGraph CommitGraph::Open(const std::string& objects_directory) {
  const std::string info = objects_directory + "/info/";
  std::vector<MappedFile> files;
  const auto open = [&files](const std::string& path) {
    std::optional<MappedFile> file = MappedFile::Open(path);
    if (!file) return false;
    files.push_back(*std::move(file));
    return true;
  };
  if (!open(info + "commit-graph")) {
    const std::string chain = FileText(info + "commit-graphs/commit-graph-chain");
    for (std::size_t at = 0; at < chain.size(); at += ObjectId::kHexSize + 1) {
      const std::string name = chain.substr(at, ObjectId::kHexSize);
      if (!ObjectId::FromHex(name)) return {};
      if (!open(info + "commit-graphs/graph-" + name + ".graph")) return {};
    }
  }
  std::vector<std::string_view> bytes;
  for (const MappedFile& file : files) bytes.push_back(file.bytes());
  CommitGraph graph = Parse(bytes);
  graph.files_ = std::move(files);
  return graph;
}

CommitGraph CommitGraph::Parse(const std::vector<std::string_view>& files) {
  CommitGraph graph;
  if (files.size() > kMostLayers) return {};
  for (const std::string_view bytes : files) {
    const std::optional<Layer> layer = ParseLayer(bytes, graph.count_, graph.layers_.size());
    if (!layer) return {};
    graph.layers_.push_back(*layer);
    graph.count_ += layer->count;
  }
  return graph;
}

std::optional<CommitGraph::Layer> CommitGraph::ParseLayer(std::string_view bytes,
                                                          std::uint32_t first,
                                                          std::size_t layers_below) {
  constexpr std::string_view kStart("CGPH\1\1", 6);  // version 1, SHA-1
  if (bytes.size() < kGraphHeader || !bytes.starts_with(kStart)) return std::nullopt;
  if (static_cast<std::uint8_t>(bytes[7]) != layers_below) return std::nullopt;
  const auto fan_out = FindChunk(bytes, kGraphHeader, "OIDF");
  const auto ids = FindChunk(bytes, kGraphHeader, "OIDL");
  const auto commits = FindChunk(bytes, kGraphHeader, "CDAT");
  if (!fan_out || fan_out->size() != kGraphFanOut || !ids || !commits) return std::nullopt;
  for (std::size_t i = 1; i < 256; ++i) {
    if (At(*fan_out, i - 1) > At(*fan_out, i)) return std::nullopt;
  }
  Layer layer{.first = first,
              .count = At(*fan_out, 255),
              .fan_out = *fan_out,
              .ids = *ids,
              .commits = *commits,
              .further_parents = FindChunk(bytes, kGraphHeader, "EDGE").value_or("")};
  // No position may look like one of the marks.
  if (layer.count >= kNoParent - first || ids->size() != layer.count * ObjectId::kSize ||
      commits->size() != layer.count * kRow) {
    return std::nullopt;
  }
  return layer;
}

std::optional<ObjectId> CommitGraph::IdAt(std::uint32_t position) const {
  if (position >= count_) return std::nullopt;
  const auto layer = std::prev(std::ranges::upper_bound(layers_, position, {}, &Layer::first));
  return ObjectId::FromRaw(layer->ids.data() + (position - layer->first) * ObjectId::kSize);
}

std::optional<graph::CommitNode> CommitGraph::Find(const ObjectId& id) const {
  const auto first_byte = static_cast<std::size_t>(static_cast<std::uint8_t>(id.bytes[0]));
  const std::string_view wanted(reinterpret_cast<const char*>(id.bytes.data()), ObjectId::kSize);
  // New commits are at the end of a chain.
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    std::uint32_t begin = first_byte == 0 ? 0 : At(layer->fan_out, first_byte - 1);
    std::uint32_t end = At(layer->fan_out, first_byte);
    while (begin < end) {
      const std::uint32_t middle = begin + (end - begin) / 2;
      const int order =
          layer->ids.substr(middle * ObjectId::kSize, ObjectId::kSize).compare(wanted);
      if (order == 0) return CommitIn(*layer, middle);
      if (order < 0) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
  }
  return std::nullopt;
}

std::optional<graph::CommitNode> CommitGraph::CommitIn(const Layer& layer,
                                                       std::uint32_t row) const {
  const std::string_view numbers = layer.commits.substr(row * kRow + ObjectId::kSize);
  graph::CommitNode commit;
  // 30 bits of the generation, then 34 of the time.
  commit.time = static_cast<std::int64_t>(std::uint64_t{At(numbers, 2) & 3U} << 32U) +
                std::int64_t{At(numbers, 3)};
  const auto add = [&](std::uint32_t position) {
    const std::optional<ObjectId> id = IdAt(position);
    if (id) commit.parents.push_back(*id);
    return id.has_value();
  };
  const std::uint32_t parent = At(numbers, 0);
  if (parent == kNoParent) return commit;
  if (!add(parent)) return std::nullopt;
  const std::uint32_t second = At(numbers, 1);
  if (second == kNoParent) return commit;
  const bool is_whole = (second & kMoreParents) != 0
                            ? AddFurtherParents(layer, second & ~kMoreParents, commit)
                            : add(second);
  return is_whole ? std::optional(std::move(commit)) : std::nullopt;
}

// All but the first, which stand from `edge` on. False: damaged.
bool CommitGraph::AddFurtherParents(const Layer& layer, std::uint32_t edge,
                                    graph::CommitNode& commit) const {
  for (std::size_t i = edge; i < layer.further_parents.size() / 4; ++i) {
    const std::uint32_t parent = At(layer.further_parents, i);
    const std::optional<ObjectId> id = IdAt(parent & ~kLastParent);
    if (!id) return false;
    commit.parents.push_back(*id);
    if ((parent & kLastParent) != 0) return true;
  }
  return false;
}

}  // namespace deltaplan::planner
