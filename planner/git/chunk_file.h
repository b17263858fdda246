// Files that git divides into named chunks: multi-pack-indexes and commit-graphs.
#ifndef DELTAPLAN_PLANNER_GIT_CHUNK_FILE_H_
#define DELTAPLAN_PLANNER_GIT_CHUNK_FILE_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace deltaplan::planner {

/// The chunk `name` (four bytes) of a file whose table of chunks follows `header` bytes, the
/// seventh of which says how many there are. A chunk ends where the next one begins. nullopt: there
/// is none, or the file is damaged. `bytes` holds the header. Format: gitformat-chunk.
std::optional<std::string_view> FindChunk(std::string_view bytes, std::size_t header,
                                          std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_CHUNK_FILE_H_
