// A running sum of any length that also keeps what each addition rounds away (Knuth's two-sum), so
// that what enters and later leaves does leave nothing behind.
#pragma once

namespace pitwall::market {

class CompensatedSum {
 public:
  void add(double value) {
    const double sum = sum_ + value;
    const double taken = sum - sum_;
    lost_ += (sum_ - (sum - taken)) + (value - taken);
    sum_ = sum;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace pitwall::market
