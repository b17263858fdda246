// A value whose copies share it until one of them is changed.
#ifndef DELTAPLAN_TFVARS_MODULES_COPY_ON_WRITE_H_
#define DELTAPLAN_TFVARS_MODULES_COPY_ON_WRITE_H_

#include <memory>
#include <utility>

namespace deltaplan::tfvars {

/// Begins with what a `T` begins with. `T` may be incomplete where this is a member.
template <typename T>
class CopyOnWrite {
 public:
  CopyOnWrite() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is written wherever a `T` is
  CopyOnWrite(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T& operator*() const {
    static const T kNothing;
    return value_ == nullptr ? kNothing : *value_;
  }
  const T* operator->() const { return &**this; }
  /// Ours alone.
  T& Own() {
    if (value_ == nullptr || value_.use_count() > 1) value_ = std::make_shared<T>(**this);
    return *value_;
  }

 private:
  std::shared_ptr<T> value_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_COPY_ON_WRITE_H_
