// The name of a git object: the SHA-1 of its content. Only SHA-1 repositories are supported.
#ifndef DELTAPLAN_GRAPH_OBJECT_ID_H_
#define DELTAPLAN_GRAPH_OBJECT_ID_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::graph {

struct ObjectId {
  static constexpr std::size_t kSize = 20;
  static constexpr std::size_t kHexSize = 40;

  std::array<std::uint8_t, kSize> bytes{};

  /// Reads 40 hexadecimal digits of either case; anything else is nullopt.
  static std::optional<ObjectId> FromHex(std::string_view hex);
  /// Reads the 20 bytes at `raw`.
  static ObjectId FromRaw(const char* raw) {
    ObjectId id;
    std::memcpy(id.bytes.data(), raw, kSize);
    return id;
  }

  /// 40 lower-case hexadecimal digits.
  std::string ToHex() const;

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

/// The leading bytes of a SHA-1 are as good a hash as any.
struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data(), sizeof(value));
    return value;
  }
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_OBJECT_ID_H_
