// fmt's compiled half, for the static link: the distribution has it as a shared library only, and
// fmt's header-only form would compile it anew in every source.
#include <fmt/format-inl.h>

namespace fmt::detail {

template auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto decimal_point_impl(locale_ref) -> char;

}  // namespace fmt::detail
