// zlib streams, in which git keeps its objects.
#ifndef DELTAPLAN_PLANNER_GIT_INFLATER_H_
#define DELTAPLAN_PLANNER_GIT_INFLATER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

struct libdeflate_decompressor;

namespace deltaplan::planner {

/// Inflates whole streams at once (libdeflate). Belongs to one thread.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Puts what the stream at the start of `compressed` holds into `out`; false unless that is
  /// `size` bytes. A size that so few bytes can't yield is refused before any memory is taken.
  bool InflateExactly(std::string_view compressed, std::size_t size, std::string& out);

  enum class Outcome : std::uint8_t { kDone, kDamaged, kTooLarge };
  /// The same for a stream of unknown size, at most `most`, that `compressed` holds alone.
  Outcome InflateAll(std::string_view compressed, std::size_t most, std::string& out);

 private:
  libdeflate_decompressor* decompressor_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_INFLATER_H_
