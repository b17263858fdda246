// Digests of texts, to tell later whether one is still the same.
#ifndef DELTAPLAN_PLANNER_TEXT_DIGEST_H_
#define DELTAPLAN_PLANNER_TEXT_DIGEST_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// "sha256:" and 64 hexadecimal digits (FIPS 180-4), as container registries write it.
std::string Sha256Digest(std::string_view text);

/// Eight hexadecimal digits of it, which tell names apart that were cut or changed.
std::string ShortDigest(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_DIGEST_H_
