// Manifests and lockfiles of the commits of one run, each blob read once.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_FOREST_READER_H_
#define DELTAPLAN_PLANNER_WORKSPACE_FOREST_READER_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/workspace/forest.h"
#include "planner/workspace/record_classes.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// Used by one thread; the reader of trees has to outlive it. Records of all forests of one reader
/// are numbered alike (see RecordClasses).
class ForestReader {
 public:
  /// `is_ignored`: external packages that never rebuild. `ignore`: directories in which no roots
  /// are looked for, unless what is asked for lies there.
  ForestReader(graph::TreeReader& trees, ReadBlobFunction read_blob,
               std::function<bool(std::string_view name)> is_ignored,
               graph::IgnoreRules ignore = {});

  /// The roots in `tree` that install what stands at or below `paths`, and all that they lead to;
  /// those for further paths may be there as well. Lockfiles are read where `with_records` has the
  /// root, and where edges can't be told without. It lives as long as the reader, and is made once.
  std::variant<const Forest*, graph::TreeError> Read(const graph::ObjectId& tree,
                                                     const std::vector<graph::RepoPath>& paths,
                                                     const std::set<RootName>& with_records);

  /// The roots of `forest` that are roots in `tree` as well, with another lockfile of that name.
  std::set<RootName> OtherLockfiles(const Forest& forest, const graph::ObjectId& tree);

  /// Files that are not in `tree` and that the roots of `forest` would read, were they there.
  std::vector<graph::RepoPath> AwaitedFiles(const graph::ObjectId& tree, const Forest& forest);

  /// Blobs that this clone lacks; sorted.
  const std::vector<graph::ObjectId>& missing() const { return blobs_.missing(); }
  /// How many texts were made into values.
  std::size_t parsed_count() const { return blobs_.parsed_count(); }

 private:
  struct Made {
    graph::ObjectId tree;
    std::set<graph::RepoPath> paths;
    std::set<RootName> with_records;
    std::unique_ptr<Forest> forest;
  };

  Forest Make(const graph::ObjectId& tree, const std::set<graph::RepoPath>& paths,
              const std::set<RootName>& with_records);
  TreeFiles& FilesOf(const graph::ObjectId& tree);
  /// One that another forest of `tree` has without its records; null where none has.
  const ReadRoot* FindWithoutRecords(const graph::ObjectId& tree, const RootName& name) const;
  ReadRoot MakeRoot(const Root& root, TreeFiles& files, bool reads);

  graph::TreeReader& trees_;
  BlobCache blobs_;
  RecordClasses classes_;
  graph::IgnoreRules ignore_;
  std::map<graph::ObjectId, std::unique_ptr<TreeFiles>> files_;
  std::vector<Made> made_;
  RootCandidates candidates_;
  std::map<const RecordGraph*, std::shared_ptr<const ClassifiedRecords>> classified_;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_FOREST_READER_H_
