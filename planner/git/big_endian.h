// Numbers as git's files hold them: the highest byte first.
#ifndef DELTAPLAN_PLANNER_GIT_BIG_ENDIAN_H_
#define DELTAPLAN_PLANNER_GIT_BIG_ENDIAN_H_

#include <cstdint>

namespace deltaplan::planner {

/// The four bytes at `bytes`.
inline std::uint32_t BigEndian32(const char* bytes) {
  const auto byte = [bytes](int i) { return std::uint32_t{static_cast<std::uint8_t>(bytes[i])}; };
  return byte(0) << 24U | byte(1) << 16U | byte(2) << 8U | byte(3);
}

/// The eight bytes at `bytes`.
inline std::uint64_t BigEndian64(const char* bytes) {
  return std::uint64_t{BigEndian32(bytes)} << 32U | BigEndian32(bytes + 4);
}

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_BIG_ENDIAN_H_
