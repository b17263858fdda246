#include "planner/git/inflater.h"

#include <algorithm>
#include <libdeflate.h>
#include <new>

namespace deltaplan::planner {
namespace {

// Deflate spends at least two bits on each copy, of 258 bytes at most.
constexpr std::size_t kBestRatio = 258 * 4;

}  // namespace

Inflater::Inflater() : decompressor_(libdeflate_alloc_decompressor()) {
  if (decompressor_ == nullptr) throw std::bad_alloc();
}

Inflater::~Inflater() { libdeflate_free_decompressor(decompressor_); }

bool Inflater::InflateExactly(std::string_view compressed, std::size_t size, std::string& out) {
  if (size / kBestRatio > compressed.size()) return false;
  out.resize(size);
  std::size_t consumed = 0;
  std::size_t produced = 0;
  return libdeflate_zlib_decompress_ex(decompressor_, compressed.data(), compressed.size(),
                                       out.data(), size, &consumed,
                                       &produced) == LIBDEFLATE_SUCCESS &&
         produced == size;
}

Inflater::Outcome Inflater::InflateAll(std::string_view compressed, std::size_t most,
                                       std::string& out) {
  for (std::size_t room = std::min(compressed.size() * 4 + 128, most);;
       room = std::min(room * 2, most)) {
    out.resize(room);
    std::size_t consumed = 0;
    std::size_t produced = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress_ex(decompressor_, compressed.data(), compressed.size(),
                                      out.data(), room, &consumed, &produced);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && room < most) continue;
    out.resize(result == LIBDEFLATE_SUCCESS ? produced : 0);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) return Outcome::kTooLarge;
    const bool is_whole = result == LIBDEFLATE_SUCCESS && consumed == compressed.size();
    return is_whole ? Outcome::kDone : Outcome::kDamaged;
  }
}

}  // namespace deltaplan::planner
