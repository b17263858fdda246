// The tracked files of one commit, as readers of manifests and lockfiles ask for them.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_TREE_FILES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_TREE_FILES_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/model/read_problem.h"

namespace deltaplan::planner::workspace {

/// Where the bytes of blobs come from; nullopt: this clone lacks it, or it is damaged.
using ReadBlobFunction = std::function<std::optional<std::string>(const graph::ObjectId&)>;

/// A name in a directory.
struct NamedEntry {
  std::string name;
  graph::EntryState state;
};

/// Anything that is kept until its owner goes.
struct Holder {
  virtual ~Holder() = default;
};

/// What has been made of blobs, each once for each kind of value, whichever commits hold it; and
/// what trees hold.
class BlobCache {
 public:
  explicit BlobCache(ReadBlobFunction read) : read_(std::move(read)) {}

  /// What `parse` makes of the text of `id`, or why nothing can be made of it. The result lives as
  /// long as the cache. What `parse` makes depends on the text alone:
  /// std::variant<T, ReadProblem>(std::string_view); the problem's file is for the caller to fill
  /// in. One that takes a second argument is given an object that all of its texts share, to which
  /// its results may point: Shared&.
  template <typename T, typename... Shared>
  const std::variant<T, ReadProblem>& Parsed(const graph::ObjectId& id,
                                             std::variant<T, ReadProblem> (*parse)(std::string_view,
                                                                                   Shared&...)) {
    const auto [found, is_new] = values_.try_emplace({std::type_index(typeid(T)), id});
    if (is_new) {
      const std::optional<std::string> text = Read(id);
      auto value = std::make_unique<Held<T>>(
          text ? parse(*text, SharedOf<Shared>()...)
               : std::variant<T, ReadProblem>(ReadProblem{{}, ReadCause::kBlobMissing}));
      if (text) ++parsed_;
      found->second = std::move(value);
    }
    return static_cast<const Held<T>&>(*found->second).value;
  }

  /// Holds what was made of several blobs, or of none, as long as the cache lives.
  template <typename T>
  const T& Keep(T value) {
    auto held = std::make_unique<Held<T>>(std::move(value));
    const T& kept = std::get<T>(held->value);
    kept_.push_back(std::move(held));
    return kept;
  }

  /// The bytes of a blob, read again each time; for links and small files.
  std::optional<std::string> Read(const graph::ObjectId& id);

  /// What lies in a tree, in git's order; null when it can't be read, with the `error`.
  const std::vector<NamedEntry>* Tree(graph::TreeReader& trees, const graph::ObjectId& id,
                                      std::optional<graph::TreeError>& error);

  /// How many blobs were read, and how many texts made into values.
  std::size_t read_count() const { return read_count_; }
  std::size_t parsed_count() const { return parsed_; }
  /// Blobs that could not be read, for the one command that brings them all. Sorted.
  const std::vector<graph::ObjectId>& missing() const { return missing_; }

 private:
  template <typename T>
  struct Held : Holder {
    explicit Held(std::variant<T, ReadProblem> held) : value(std::move(held)) {}
    std::variant<T, ReadProblem> value;
  };

  template <typename T>
  struct HeldShared : Holder {
    T value;
  };
  template <typename T>
  T& SharedOf() {
    std::unique_ptr<Holder>& held = shared_[std::type_index(typeid(T))];
    if (held == nullptr) held = std::make_unique<HeldShared<T>>();
    return static_cast<HeldShared<T>&>(*held).value;
  }

  ReadBlobFunction read_;
  std::map<std::type_index, std::unique_ptr<Holder>> shared_;
  std::map<std::pair<std::type_index, graph::ObjectId>, std::unique_ptr<Holder>> values_;
  std::vector<std::unique_ptr<Holder>> kept_;
  std::unordered_map<graph::ObjectId, std::vector<NamedEntry>, graph::ObjectIdHash> trees_;
  std::vector<graph::ObjectId> missing_;
  std::size_t read_count_ = 0;
  std::size_t parsed_ = 0;
};

/// One commit's tree. Not safe for use by several threads.
///
/// Links are followed to what they lead to inside the repository; one that leads out of it is
/// nothing. A tree that can't be read, or that lies too deep, is an empty one, and `error` says so
/// afterwards: walks by `List` may recurse.
class TreeFiles {
 public:
  TreeFiles(graph::TreeReader& trees, const graph::ObjectId& root, BlobCache& blobs);
  TreeFiles(const TreeFiles&) = delete;
  TreeFiles& operator=(const TreeFiles&) = delete;

  /// What stands at `path`, after links.
  graph::EntryState At(const graph::RepoPath& path);
  /// The entry itself: a link is a link.
  graph::EntryState EntryAt(const graph::RepoPath& path);
  bool HasFile(const graph::RepoPath& path);
  bool HasDirectory(const graph::RepoPath& path) { return At(path).IsTree(); }
  /// What lies in `directory`, in git's order; nothing when it is no directory.
  const std::vector<NamedEntry>& List(const graph::RepoPath& directory);

  /// What `parse` makes of the file at `path`; null when there is no such file. A problem has the
  /// path in it.
  template <typename T, typename... Shared>
  std::optional<std::variant<const T*, ReadProblem>> Parsed(
      const graph::RepoPath& path,
      std::variant<T, ReadProblem> (*parse)(std::string_view, Shared&...)) {
    const graph::EntryState state = At(path);
    if (!IsFile(state)) return std::nullopt;
    const std::variant<T, ReadProblem>& held = blobs_.Parsed(state.id, parse);
    if (const auto* problem = std::get_if<ReadProblem>(&held)) {
      ReadProblem placed = *problem;
      placed.file = path.bytes();
      return placed;
    }
    return &std::get<T>(held);
  }
  /// The bytes of the file at `path`; nullopt when there is none or it can't be read.
  std::optional<std::string> ReadText(const graph::RepoPath& path);

  /// What `ask` says of `directory`, asked once: as long as these live.
  template <typename T>
  const T& Told(const graph::RepoPath& directory,
                T (*ask)(TreeFiles& files, const graph::RepoPath& directory)) {
    struct Answer : Holder {
      explicit Answer(T held) : value(std::move(held)) {}
      T value;
    };
    std::unique_ptr<Holder>& told = told_[{std::type_index(typeid(T)), directory.bytes()}];
    if (told == nullptr) told = std::make_unique<Answer>(ask(*this, directory));
    return static_cast<const Answer&>(*told).value;
  }

  BlobCache& blobs() { return blobs_; }
  const std::optional<graph::TreeError>& error() const { return error_; }

  static bool IsFile(const graph::EntryState& state) {
    return state.mode == graph::FileMode::kFile || state.mode == graph::FileMode::kExecutable;
  }

 private:
  const std::vector<NamedEntry>& Open(const graph::ObjectId& tree);
  /// What stands at `directory` after links, walked to once.
  const graph::EntryState& DirectoryAt(std::string_view directory);
  graph::EntryState Find(std::string_view path, bool follow_last);
  /// Follows links on the way, at most so many; the last one only when `follow_last`.
  graph::EntryState Walk(std::string_view path, bool follow_last, int links_left);

  graph::TreeReader& trees_;
  graph::EntryState root_;
  BlobCache& blobs_;
  std::optional<graph::TreeError> error_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, graph::EntryState, Hash, std::equal_to<>> directories_;
  std::map<std::pair<std::type_index, std::string>, std::unique_ptr<Holder>> told_;
};

/// `path` from `base`, both with "/": "../ui" from "apps/web" is "apps/ui". nullopt when it leaves
/// the repository, or is absolute.
std::optional<graph::RepoPath> Resolve(const graph::RepoPath& base, std::string_view path);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_TREE_FILES_H_
