// Files that say what of a directory a build does not see: .dockerignore and its kin.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_IGNORE_FILE_H_
#define DELTAPLAN_PLANNER_CONTAINERS_IGNORE_FILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/path_match.h"

namespace deltaplan::planner {

/// The patterns of an ignore file, as BuildKit reads it: "#" in the first column begins a comment,
/// blanks around go, paths are cleaned, a leading slash means nothing.
std::vector<std::string> IgnorePatternsOf(std::string_view text);

/// The rules of an ignore file; nullopt when the builder refuses one, or when one can't be read
/// here: then nothing may be taken for ignored.
std::optional<MobyPatterns> ParseIgnoreFile(std::string_view text);

/// Which names an ignore file may have, the one that counts first: beside the Dockerfile, then at
/// the root of the context. Paths are relative to the repository's root. Only podman and buildah
/// know .containerignore; they build what is called Containerfile.
std::vector<std::string> IgnoreFileNames(std::string_view dockerfile, std::string_view context);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_IGNORE_FILE_H_
