// What all windows stand on: a fold (a sum, a maximum, …) over the last n values, kept up to date
// in constant time, on average over a window, without ever taking a value out of it.
//
// The values are cut into blocks of n. A window is the end of the block before and the beginning of
// the present one: the folds of all ends of a block are worked out when it is complete, from back
// to front; that of the beginning grows with each value; joining the two is the window's (van Herk
// 1992 and Gil and Werman 1993, for maxima). So a window's fold is made of its own values alone:
// nothing drifts on a series of any length, a wild price is forgotten when it leaves, and what a
// window yields does not depend on how the values came, one by one or many at once.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/check.h"

namespace pitwall::market {

// The longest window of any indicator.
inline constexpr std::size_t max_period = 1000;

// A Fold has the types Value and Partial and
//   Partial none() const                         the fold of no values
//   Partial add(Partial, Value) const            with one more, on either side
//   Partial join(Partial older, Partial newer)   of a window's two parts; `newer` may be none()
//   void center(Value)                           the last value of a complete block: it is in each
//                                                window until the next block is complete
template <class Fold>
class Sliding {
 public:
  using Value = typename Fold::Value;
  using Partial = typename Fold::Partial;

  explicit Sliding(std::size_t period, Fold fold = {})
      : fold_(fold),
        values_(period),
        ends_(period + 1, fold.none()),
        next_ends_(ends_),
        newer_(fold.none()) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "a window of {} values", period);
  }

  // True from the n-th value on: `window` is then the fold over the last n values.
  bool push(Value value) {
    values_[at_] = value;
    if (++at_ < values_.size()) {
      newer_ = fold_.add(newer_, value);
      window_ = fold_.join(ends_[at_], newer_);
      return full_;
    }
    complete_block();
    return true;
  }
  const Partial& window() const { return window_; }
  const Fold& fold() const { return fold_; }

  // Pushes value_at(0) to value_at(count - 1) and calls emit(i, fold, window) where there is a
  // window, absent(i) where not: the same as one by one, several times as fast.
  template <class ValueAt, class Emit, class Absent>
  void run(std::size_t count, ValueAt value_at, Emit emit, Absent absent) {
    const std::size_t period = values_.size();
    std::size_t i = 0;
    const auto push_one = [&] {
      if (push(value_at(i)))
        emit(i, fold_, window_);
      else
        absent(i);
      ++i;
    };
    while (i < count && !(full_ && at_ == 0)) push_one();
    for (; count - i >= period; i += period)
      run_block([value_at, i](std::size_t j) { return value_at(i + j); },
                [emit, i](std::size_t j, const Fold& fold, const Partial& window) {
                  emit(i + j, fold, window);
                });
    while (i < count) push_one();
  }

 private:
  // A whole block at once. Its two sums, of the beginnings and of the ends, each wait for the
  // addition before; side by side they cost as much as one.
  template <class ValueAt, class Emit>
  void run_block(ValueAt value_at, Emit emit) {
    const std::size_t last = values_.size() - 1;
    const Fold fold = fold_;  // copies that no output can alias
    fold_.center(value_at(last));
    const Fold next_fold = fold_;
    const Partial* const ends = ends_.data();
    Partial* const next_ends = next_ends_.data();
    Partial newer = fold.none();
    Partial end = fold.none();
    for (std::size_t j = 0; j < last; ++j) {
      newer = fold.add(newer, value_at(j));
      emit(j, fold, fold.join(ends[j + 1], newer));
      end = next_fold.add(end, value_at(last - j));
      next_ends[last - j] = end;
    }
    end = next_fold.add(end, value_at(0));
    next_ends[0] = end;
    ends_.swap(next_ends_);
    begin_block(end);
    emit(last, next_fold, window_);
  }

  void complete_block() {
    fold_.center(values_.back());
    Partial end = fold_.none();
    for (std::size_t j = values_.size(); j-- > 0;) {
      end = fold_.add(end, values_[j]);
      ends_[j] = end;
    }
    begin_block(end);
  }

  // After a block that is the window, whole.
  void begin_block(const Partial& whole) {
    newer_ = fold_.none();
    window_ = fold_.join(whole, newer_);
    at_ = 0;
    full_ = true;
  }

  Fold fold_;
  std::vector<Value> values_;  // of the present block, up to at_
  std::vector<Partial> ends_;  // of the block before: ends_[i] is of its values from i on
  std::vector<Partial> next_ends_;
  Partial newer_;  // of the present block's values
  Partial window_ = newer_;
  std::size_t at_ = 0;
  bool full_ = false;
};

}  // namespace pitwall::market
